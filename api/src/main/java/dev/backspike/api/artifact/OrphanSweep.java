package dev.backspike.api.artifact;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes files that no row points to: of checkpoints that were never reported, of transactions that rolled back, and
 * what a crash has left half written. Young files are let be, as their row may be about to come.
 */
@Component
class OrphanSweep {

    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

    private final ArtifactFiles files;
    private final CheckpointLog rows;
    private final Duration age;

    OrphanSweep(ArtifactFiles files, CheckpointLog rows, @Value("${backspike.artifacts.orphan-age:1h}") Duration age) {
        this.files = files;
        this.rows = rows;
        this.age = age;
    }

    @Scheduled(
            initialDelayString = "${backspike.artifacts.sweep:10m}",
            fixedDelayString = "${backspike.artifacts.sweep:10m}")
    void sweep() {
        sweep(Instant.now().minus(age));
    }

    /** @param before files last written since then stay, by the file system's clock */
    void sweep(Instant before) {
        for (ArtifactFiles.Stored file : files.writtenBefore(before)) {
            if (!rows.pointsTo(file.jobId(), file.name())) {
                files.delete(file.jobId(), file.name());
                log.info("removed {} of job {}, to which nothing points", file.name(), file.jobId());
            }
        }
    }
}
