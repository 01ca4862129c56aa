package dev.backspike.worker.dataset;

import dev.backspike.common.spec.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one directory that job specifications may name files in. A name can reach neither above it nor, through symbolic
 * links, beside it.
 */
final class DatasetDirectory {

    private static final String SETTING =
            "the operator's data-set directory (property backspike.datasets.directory, environment variable"
                    + " BACKSPIKE_DATASETS_DIRECTORY)";

    private final @Nullable Path directory;

    /** @param directory null if the operator has configured none */
    DatasetDirectory(@Nullable Path directory) {
        this.directory = directory;
    }

    /**
     * @param name relative to the directory
     * @param pointer to the field that gives the name
     * @return an existing regular file within the directory, symbolic links resolved
     * @throws InvalidSpecException if there is no such file that may be read
     */
    Path resolve(String name, String pointer) {
        Path relative = relative(name, pointer);
        if (directory == null) {
            throw new InvalidSpecException(pointer, "names a file, but " + SETTING + " is not set");
        }
        try {
            Path root = directory.toRealPath();
            Path file = root.resolve(relative);
            if (!Files.exists(file)) {
                throw new InvalidSpecException(
                        pointer, "names " + name + ", which does not exist in " + SETTING + "; put it there");
            }
            Path real = file.toRealPath();
            if (!real.startsWith(root)) {
                throw new InvalidSpecException(
                        pointer, "names " + name + ", a link that leaves " + SETTING + "; put the file itself there");
            }
            if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
                throw new InvalidSpecException(pointer, "names " + name + ", which is not a readable file");
            }
            return real;
        } catch (IOException e) {
            throw new InvalidSpecException(
                    pointer, "names a file, but " + SETTING + " cannot be read; set it to a directory that exists");
        }
    }

    private static Path relative(String name, String pointer) {
        try {
            Path path = Path.of(name);
            boolean climbs = false;
            for (Path element : path) {
                climbs |= element.toString().equals("..");
            }
            if (!name.isBlank() && !path.isAbsolute() && !climbs) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new InvalidSpecException(pointer, "is not a file name: " + e.getReason());
        }
        throw new InvalidSpecException(
                pointer, "must be a file name relative to " + SETTING + " and without \"..\", was \"" + name + "\"");
    }
}
