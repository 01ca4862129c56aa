package dev.backspike.api.dataset;

import dev.backspike.api.storage.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Deletes files that no row refers to: those that a process was writing, or about to delete, when it died. */
@Component
class LeftoverUploads {

    private static final Logger log = LoggerFactory.getLogger(LeftoverUploads.class);
    /**
     * The age from which files are leftovers. No upload takes as long, so that uploads in progress, here or in another
     * replica, are not among them.
     */
    private static final Duration OLD = Duration.ofDays(2);

    private final UploadTable table;
    private final UploadFolder folder;
    private final Clock clock;

    LeftoverUploads(UploadTable table, UploadFolder folder, Clock clock) {
        this.table = table;
        this.folder = folder;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 24, timeUnit = TimeUnit.HOURS)
    void delete() throws IOException {
        Instant before = clock.instant().minus(OLD);
        for (Path file : folder.everything()) {
            if (DurableFile.isOlder(file, before) && !table.hasStored(String.valueOf(file.getFileName()))) {
                log.info("deleting {}, which an interrupted upload left behind", file);
                Files.deleteIfExists(file);
            }
        }
    }
}
