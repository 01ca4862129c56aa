package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** A file in a store that can tell cheaply whether it has changed. */
public interface StoredContent {

    /** A name that no other content has, for logs and as a key. */
    String name();

    /**
     * The properties of the file that the store knows without reading it.
     *
     * @param bytes its size
     * @param stamp a text that differs once the content is written anew, such as the time of its last change
     */
    record Version(long bytes, String stamp) {}

    /** Empty if there is no such content. */
    Optional<Version> version() throws IOException;

    /** @throws NoSuchFileException if there is no such content */
    InputStream open() throws IOException;
}
