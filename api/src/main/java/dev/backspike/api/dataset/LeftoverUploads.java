package dev.backspike.api.dataset;

import dev.backspike.api.artifact.SharedFiles;
import dev.backspike.api.storage.Sightings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes contents that no row refers to: those that a process was writing, or about to delete, when it died; and,
 * where contents are in a shared store, copies on the disk of this process that were not used for long. Since a clock
 * that is set forward makes everything seem old, this process must also have seen a content unchanged for some hours.
 */
@Component
class LeftoverUploads {

    private static final Logger log = LoggerFactory.getLogger(LeftoverUploads.class);
    /**
     * The age from which contents are leftovers. No upload takes as long, so that uploads in progress, here or in
     * another replica, are not among them.
     */
    private static final Duration OLD = Duration.ofDays(2);
    /** For how long this process must have seen them. */
    static final Duration SEEN = Duration.ofHours(6);

    private final UploadTable table;
    private final UploadFolder folder;
    private final @Nullable SharedFiles shared;
    private final Clock clock;
    private final Sightings<OldFile> files;
    private final Sightings<SharedFiles.Entry> objects;

    /** @param changed when it was last written or used */
    private record OldFile(Path file, Instant changed) {}

    @Autowired
    LeftoverUploads(UploadTable table, UploadFolder folder, ObjectProvider<SharedFiles> shared, Clock clock) {
        this(table, folder, shared.getIfAvailable(), clock, System::nanoTime);
    }

    /**
     * @param shared null if the folder is where contents are stored
     * @param nanoTime monotonic time
     */
    LeftoverUploads(
            UploadTable table, UploadFolder folder, @Nullable SharedFiles shared, Clock clock, LongSupplier nanoTime) {
        this.table = table;
        this.folder = folder;
        this.shared = shared;
        this.clock = clock;
        this.files = new Sightings<>(nanoTime);
        this.objects = new Sightings<>(nanoTime);
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
    void delete() throws IOException {
        Instant before = clock.instant().minus(OLD);
        for (OldFile leftover : files.thereFor(SEEN, onDisk(before))) {
            log.info(
                    "deleting the upload {}, which nothing needs",
                    leftover.file().getFileName());
            Files.deleteIfExists(leftover.file());
        }
        if (shared != null) {
            for (SharedFiles.Entry leftover : objects.thereFor(SEEN, inStore(shared, before))) {
                log.info("deleting the upload {} from the store, as nothing needs it", leftover.name());
                shared.delete(leftover.name());
            }
        }
    }

    private List<SharedFiles.Entry> inStore(SharedFiles store, Instant before) {
        return store.writtenBefore(before).stream()
                .filter(entry -> !table.hasStored(entry.name().text()))
                .toList();
    }

    private List<OldFile> onDisk(Instant before) throws IOException {
        List<OldFile> old = new ArrayList<>();
        for (Path file : folder.everything()) {
            Instant changed = changed(file);
            if (changed != null && changed.isBefore(before) && !isStored(file)) {
                old.add(new OldFile(file, changed));
            }
        }
        return old;
    }

    /** Where there is a shared store, a file on disk is a copy. */
    private boolean isStored(Path file) {
        return shared == null && table.hasStored(String.valueOf(file.getFileName()));
    }

    /** Null if it has disappeared. */
    private @Nullable Instant changed(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Instant written = attributes.lastModifiedTime().toInstant();
            Instant used = attributes.lastAccessTime().toInstant();
            return shared != null && used.isAfter(written) ? used : written;
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
