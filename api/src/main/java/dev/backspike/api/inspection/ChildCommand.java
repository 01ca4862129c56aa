package dev.backspike.api.inspection;

import dev.backspike.engine.inspection.InspectionChild;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The command that starts an inspection process: the JVM of the service, the class path of the engine, and limits.
 *
 * @param words words of the command, without the scratch folder that {@link #in} adds
 */
record ChildCommand(List<String> words) {

    ChildCommand {
        words = List.copyOf(words);
    }

    /** @param datasets directory that file names in specifications are relative to; null if there is none */
    static ChildCommand inspection(DataSize heap, @Nullable Path datasets) {
        return java(heap, InspectionChild.class.getName(), InspectionChild.libraries(), datasets);
    }

    static ChildCommand java(DataSize heap, String main, List<URL> libraries, @Nullable Path datasets) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap.toMegabytes() + "m",
                // For the engine of the clock, which trained networks run on.
                "--add-modules=jdk.incubator.vector",
                // One inspection at a time gains little from a parallel collector, which needs more memory.
                "-XX:+UseSerialGC",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=crash.log",
                // Standard output carries the answers.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Dslf4j.internal.verbosity=ERROR"));
        if (libraries.stream().allMatch(library -> library.getProtocol().equals("file"))) {
            words.addAll(List.of("-cp", path(libraries), main));
        } else {
            // The service runs from a nested jar, which only the loader of Spring Boot can read.
            words.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Dloader.main=" + main,
                    "org.springframework.boot.loader.launch.PropertiesLauncher"));
        }
        if (datasets != null) {
            words.add(datasets.toAbsolutePath().toString());
        }
        return new ChildCommand(words);
    }

    private static String path(List<URL> libraries) {
        return libraries.stream()
                .map(library -> Path.of(URI.create(library.toString())).toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /**
     * Returns the words of the command.
     *
     * @param scratch folder for temporary files
     */
    List<String> in(Path scratch) {
        List<String> all = new ArrayList<>(words);
        all.add(1, "-Djava.io.tmpdir=" + scratch);
        return all;
    }
}
