package dev.backspike.common.file;

import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The uploaded files on the disk of this process: in the service all of them, in a remote worker those that it has
 * fetched.
 */
@FunctionalInterface
public interface UploadedFiles {

    /**
     * Returns the path of a file.
     *
     * @param sha256 hash of the content
     * @return a complete file with exactly this content, which does not change
     * @throws FileNotFoundException if the service does not have the content
     * @throws IOException if the content is temporarily unavailable
     */
    Path locate(Sha256 sha256) throws IOException;
}
