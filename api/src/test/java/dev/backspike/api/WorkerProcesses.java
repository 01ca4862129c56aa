package dev.backspike.api;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Real workers in processes of their own. */
final class WorkerProcesses {

    private final String log;
    private final List<Process> started = new ArrayList<>();

    /** @param log the name of the files in {@code target} that hold what they print */
    WorkerProcesses(String log) {
        this.log = log;
    }

    /** @param port of the service */
    Process start(int port, String... properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                classPath(),
                "dev.backspike.worker.WorkerApplication",
                "--backspike.worker.api=http://127.0.0.1:" + port,
                "--backspike.worker.threads=1",
                "--server.port=0"));
        command.addAll(List.of(properties));
        Process worker = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        Path.of("target", log + "-" + started.size() + ".log").toFile())
                .start();
        started.add(worker);
        return worker;
    }

    void endAll() throws InterruptedException {
        for (Process worker : started) {
            worker.destroyForcibly().waitFor();
        }
    }

    /** That of the tests, without the api and what would look for a database. */
    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.matches(".*(api/target|jpa|jdbc|flyway|hibernate|/h2-).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
