package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store of the contents of artifacts and checkpoints, by job and sha256. Content is whole or not there, also while it
 * is being put. Failures of the store are {@link java.io.UncheckedIOException}s: a worker tries again.
 */
interface ArtifactStore {

    /**
     * Keeps the content; once this returns it outlives the process. What is there already and whole is left as it is.
     */
    void put(JobId jobId, Sha256 sha256, byte[] content);

    /** How many bytes are there; empty if there is no such content. */
    default OptionalLong size(JobId jobId, Sha256 sha256) {
        return version(jobId, sha256)
                .map(version -> OptionalLong.of(version.bytes()))
                .orElse(OptionalLong.empty());
    }

    /** What the store knows of a content without reading it; empty if there is no such content. */
    Optional<StoredContent.Version> version(JobId jobId, Sha256 sha256);

    /** @throws NoSuchFileException if there is no such content */
    InputStream open(JobId jobId, Sha256 sha256) throws NoSuchFileException;

    /** Does nothing if there is no such content. */
    void delete(JobId jobId, Sha256 sha256);

    /** Deletes all that belongs to a job. */
    void deleteAll(JobId jobId);

    /** A content of a job. */
    record Stored(JobId jobId, Sha256 sha256) {}

    /** All contents that were last written before then, by the store's clock. */
    List<Stored> writtenBefore(Instant time);

    /**
     * Something half written, which no content is.
     *
     * @param name that the store knows it by
     * @param writtenAt when it was last written, by the store's clock
     */
    record Unfinished(String name, Instant writtenAt) {}

    /** What is half written and was last written before then. */
    List<Unfinished> unfinishedBefore(Instant time);

    /** Deletes something half written, unless it is gone. */
    void delete(Unfinished file);
}
