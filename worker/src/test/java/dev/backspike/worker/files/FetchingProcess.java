package dev.backspike.worker.files;

import dev.backspike.common.id.Sha256;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** A process that uses a file of a cache of 1000 bytes, until the end of its input: SERVICE FOLDER SHA256. */
final class FetchingProcess {

    private FetchingProcess() {}

    public static void main(String[] args) {
        FetchedFiles files = new FetchedFiles(
                URI.create(args[0]), null, Path.of(args[1]), 1_000, new CacheMeters(new SimpleMeterRegistry()));
        FilesInUse.during(() -> use(files, new Sha256(args[2])));
    }

    private static void use(FetchedFiles files, Sha256 sha256) {
        try {
            System.out.println("uses " + files.locate(sha256));
            while (System.in.read() >= 0) {
                // until its end
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
