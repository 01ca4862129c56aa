package dev.backspike.api.artifact;

import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where the contents of artifacts and checkpoints lie, by job and sha256. Content is whole or not there, also while it
 * is being put. Failures of the store are {@link java.io.UncheckedIOException}s: a worker tries again.
 */
interface ArtifactStore {

    /** Keeps the content; once this returns it outlives the process. What is there already is left as it is. */
    void put(String jobId, String sha256, byte[] content);

    /** How many bytes are there; empty if there is no such content. */
    OptionalLong size(String jobId, String sha256);

    /** @throws NoSuchFileException if there is no such content */
    InputStream open(String jobId, String sha256) throws NoSuchFileException;

    /** Does nothing if there is no such content. */
    void delete(String jobId, String sha256);

    /** Deletes all that belongs to a job. */
    void deleteAll(String jobId);

    /** @param sha256 the name of the content, or of something unfinished that a crash has left */
    record Stored(String jobId, String sha256) {}

    /** All that was last written before then, by the store's clock. */
    List<Stored> writtenBefore(Instant time);
}
