package dev.backspike.api.artifact;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes files that no row points to: of checkpoints that were never reported, of transactions that rolled back, and
 * what a crash has left half written. Young files are let be, as their row may be about to come.
 */
@Component
class OrphanSweep {

    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);
    private static final Duration NOTICEABLE = Duration.ofMinutes(1);

    private final ArtifactStore store;
    private final StoredContents contents;
    private final ArtifactProperties properties;
    private Instant lastAt = Instant.now();
    private long lastNanos = System.nanoTime();

    OrphanSweep(ArtifactStore store, StoredContents contents, ArtifactProperties properties) {
        this.store = store;
        this.contents = contents;
        this.properties = properties;
    }

    @Scheduled(
            initialDelayString = "${backspike.artifacts.check-interval:10m}",
            fixedDelayString = "${backspike.artifacts.check-interval:10m}")
    void sweep() {
        Instant now = Instant.now();
        long nanos = System.nanoTime();
        if (wasSetForward(Duration.between(lastAt, now), Duration.ofNanos(nanos - lastNanos))) {
            log.warn("the clock was set forward, so that files seem older than they are; the next sweep removes files");
        } else {
            sweep(now.minus(properties.orphanAge()));
        }
        lastAt = now;
        lastNanos = nanos;
    }

    /** Whether the clock has advanced by much more than the time that has passed. */
    static boolean wasSetForward(Duration byClock, Duration passed) {
        return byClock.minus(passed).compareTo(NOTICEABLE) > 0;
    }

    /** @param before what was last written since then stays, by the store's clock */
    void sweep(Instant before) {
        int unfinished = store.deleteUnfinished(before);
        if (unfinished > 0) {
            log.info("removed {} unfinished files", unfinished);
        }
        for (ArtifactStore.Stored file : store.writtenBefore(before)) {
            if (contents.deleteUnreferenced(file.jobId(), file.sha256(), before)) {
                log.info("removed {} of job {}, which nothing refers to", file.sha256(), file.jobId());
            }
        }
    }
}
