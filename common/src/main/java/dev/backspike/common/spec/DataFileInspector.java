package dev.backspike.common.spec;

import java.io.IOException;
import java.nio.file.Path;

/** What the api asks of the numerics before it keeps an uploaded file. Implemented by the worker module. */
@FunctionalInterface
public interface DataFileInspector {

    /**
     * Reads the whole file.
     *
     * @throws InvalidDataFileException if the file is of no format that jobs can name, or damaged
     * @throws IOException if the disk fails
     */
    DataFile inspect(Path file) throws InvalidDataFileException, IOException;
}
