package dev.backspike.api.localworker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts the worker's process: the JVM and the class path of the service, which contains the worker.
 *
 * @param words words of the command
 */
record WorkerCommand(List<String> words) {

    private static final String MAIN = "dev.backspike.worker.WorkerProcess";

    WorkerCommand {
        words = List.copyOf(words);
    }

    static WorkerCommand of(LocalWorkerProperties properties) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Dlogback.configurationFile=dev/backspike/worker/process-logback.xml"));
        if (properties.heap() != null) {
            words.add("-Xmx" + properties.heap().toMegabytes() + "m");
        }
        Path cache = properties.aotCache();
        if (cache != null && Files.exists(cache)) {
            words.add("-XX:AOTCache=" + cache);
            // Why a cache cannot be used does not concern users.
            words.addAll(List.of("-Xlog:aot*=off", "-Xlog:cds*=off"));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        if (WorkerCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getProtocol()
                .equals("file")) {
            words.add(MAIN);
        } else {
            // The service runs from a nested jar, which only the loader of Spring Boot can read.
            words.addAll(List.of("-Dloader.main=" + MAIN, "org.springframework.boot.loader.launch.PropertiesLauncher"));
        }
        return new WorkerCommand(words);
    }
}
