package dev.backspike.engine.dataset;

import dev.backspike.common.file.UploadReference;
import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that job specifications may name: those that were uploaded, and those in one directory. A name can reach
 * neither above it nor, through symbolic links, beside it.
 */
final class DatasetDirectory {

    private static final String SETTING =
            "the operator's data-set directory (property backspike.datasets.directory, environment variable"
                    + " BACKSPIKE_DATASETS_DIRECTORY)";

    private final @Nullable Path directory;
    private final @Nullable UploadedFiles uploads;

    /** The directory of a machine without a service. */
    DatasetDirectory(@Nullable Path directory) {
        this(directory, null);
    }

    /**
     * @param directory null if the operator has configured none
     * @param uploads null if there is no service whose uploads could be meant
     */
    DatasetDirectory(@Nullable Path directory, @Nullable UploadedFiles uploads) {
        this.directory = directory;
        this.uploads = uploads;
    }

    /**
     * @param name relative to the directory, or an {@link UploadReference}
     * @param pointer to the field that gives the name
     * @return an existing regular file, either uploaded or within the directory, symbolic links resolved
     * @throws InvalidSpecException if there is no such file that may be read
     * @throws UncheckedIOException if an uploaded file cannot be had now
     */
    Path resolve(String name, String pointer) {
        return UploadReference.isMeantBy(name) ? uploaded(name, pointer) : file(name, pointer);
    }

    private Path uploaded(String name, String pointer) {
        Sha256 sha256 = UploadReference.parse(name, pointer).sha256();
        if (uploads == null || sha256 == null) {
            throw new InvalidSpecException(
                    pointer,
                    "names " + name + ", an uploaded file, which only a service can find; name a file instead");
        }
        try {
            return uploads.locate(sha256);
        } catch (FileNotFoundException e) {
            throw new InvalidSpecException(
                    pointer, "names " + name + ", which the service does not have any more; upload it again");
        } catch (IOException e) {
            throw new UncheckedIOException("could not get " + name + ": " + e.getMessage(), e);
        }
    }

    private Path file(String name, String pointer) {
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
