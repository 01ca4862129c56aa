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
        return start(List.of(), port, List.of(properties));
    }

    /** Starts a worker with flags of the JVM and several slots. */
    Process startWith(List<String> flags, int port, String slots) throws IOException {
        return start(flags, port, List.of("--backspike.worker.slots=" + slots, "--backspike.worker.device=cpu"));
    }

    private Process start(List<String> flags, int port, List<String> properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "--add-modules=jdk.incubator.vector",
                "-cp",
                classPath(),
                "dev.backspike.worker.WorkerApplication",
                "--backspike.worker.api=http://127.0.0.1:" + port,
                "--backspike.worker.threads=1",
                "--server.port=0"));
        command.addAll(properties);
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
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .filter(entry -> !entry.matches(".*(api/target|jpa|jdbc|flyway|hibernate|/h2-).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
