package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The contents of uploaded files in the store that the replicas of the service share, each under a name that is never
 * used again; there is one only if artifacts are in S3. A content is complete or absent. Failures of the store are
 * {@link java.io.UncheckedIOException}s.
 */
public interface SharedFiles {

    /**
     * A file of the store.
     *
     * @param writtenAt by the store's clock
     */
    record Entry(FileName name, Instant writtenAt) {}

    /** Stores a copy of a file on disk, streamed; once this returns, the copy outlives the process. */
    void put(FileName name, Sha256 sha256, Path file);

    /** The properties of a content that the store knows without reading it; empty if there is no such content. */
    Optional<StoredContent.Version> version(FileName name);

    /** @throws NoSuchFileException if there is no such content */
    InputStream open(FileName name) throws NoSuchFileException;

    /** Does nothing if there is no such content. */
    void delete(FileName name);

    /** All contents that were written before then. */
    List<Entry> writtenBefore(Instant time);
}
