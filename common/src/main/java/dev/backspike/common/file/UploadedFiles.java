package dev.backspike.common.file;

import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;

/** The uploaded files, on the disk of this process: the api's own, or what a worker elsewhere has fetched of them. */
@FunctionalInterface
public interface UploadedFiles {

    /**
     * @param sha256 of the content
     * @return a whole file of exactly this content, which stays unchanged
     * @throws FileNotFoundException if the service has no such content, or no longer
     * @throws IOException if it cannot be had now
     */
    Path locate(Sha256 sha256) throws IOException;
}
