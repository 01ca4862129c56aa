package dev.backspike.api.artifact;

import dev.backspike.api.storage.Sightings;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Removes files that no row points to: of checkpoints that were never reported, of transactions that rolled back, and
 * what a crash has left half written. Young files stay, as their row may be about to come. Since a clock that is set
 * forward makes all files seem old, this process must also have seen a file without a row for as long as the age.
 */
@Component
class OrphanSweep {

    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

    private final ArtifactStore store;
    private final StoredContents contents;
    private final ArtifactProperties properties;
    private final Sightings<Orphan> orphans;
    private final Sightings<ArtifactStore.Unfinished> unfinished;

    /**
     * A file without a row.
     *
     * @param expectedAt when it was announced; null if it was not
     */
    private record Orphan(
            ArtifactStore.Stored file, @Nullable Instant expectedAt) {}

    @Autowired
    OrphanSweep(ArtifactStore store, StoredContents contents, ArtifactProperties properties) {
        this(store, contents, properties, System::nanoTime);
    }

    /** @param nanoTime monotonic time */
    OrphanSweep(ArtifactStore store, StoredContents contents, ArtifactProperties properties, LongSupplier nanoTime) {
        this.store = store;
        this.contents = contents;
        this.properties = properties;
        this.orphans = new Sightings<>(nanoTime);
        this.unfinished = new Sightings<>(nanoTime);
    }

    @Scheduled(
            initialDelayString = "${backspike.artifacts.check-interval:10m}",
            fixedDelayString = "${backspike.artifacts.check-interval:10m}")
    void sweep() {
        sweep(Instant.now().minus(properties.orphanAge()));
    }

    /** @param before what was last written since then stays, by the store's clock */
    void sweep(Instant before) {
        unfinished
                .thereFor(properties.orphanAge(), store.unfinishedBefore(before))
                .forEach(file -> {
                    store.delete(file);
                    log.info("removed the unfinished file {}", file.name());
                });
        for (Orphan orphan : orphans.thereFor(properties.orphanAge(), orphansBefore(before))) {
            ArtifactStore.Stored file = orphan.file();
            if (contents.deleteUnreferenced(file.jobId(), file.sha256(), orphan.expectedAt())) {
                log.info("removed {} of job {}, which nothing refers to", file.sha256(), file.jobId());
            }
        }
    }

    private List<Orphan> orphansBefore(Instant before) {
        return store.writtenBefore(before).stream()
                .filter(file -> !contents.isReferenced(file.jobId(), file.sha256()))
                .map(file -> new Orphan(file, contents.expectedAt(file.jobId(), file.sha256())))
                .toList();
    }
}
