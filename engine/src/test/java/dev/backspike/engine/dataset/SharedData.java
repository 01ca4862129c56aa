package dev.backspike.engine.dataset;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The data files that are kept beside the project: {@code shared/data}, or under {@code BACKSPIKE_SHARED}. */
final class SharedData {

    private SharedData() {}

    /** Aborts the test if the files are not there. */
    static Path directory() {
        String configured = System.getProperty("backspike.shared", System.getenv("BACKSPIKE_SHARED"));
        if (configured != null && Files.isDirectory(Path.of(configured, "data"))) {
            return Path.of(configured, "data");
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data"))) {
                return at.resolve("shared/data");
            }
        }
        return abort("no folder shared/data above the working directory; set BACKSPIKE_SHARED to the folder it is in");
    }
}
