package dev.backspike.api.localworker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** One run of the worker's process. Its standard input carries commands, its standard output metrics and log lines. */
final class WorkerChild {

    private static final Logger log = LoggerFactory.getLogger(WorkerChild.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final String name;
    private final WorkerMeters meters;

    private WorkerChild(Process process, String name, WorkerMeters meters) {
        this.process = process;
        this.name = name;
        this.meters = meters;
    }

    /** Starts a process and returns at once; it becomes ready while the service starts. */
    static WorkerChild start(WorkerCommand command, WorkerSettings settings, WorkerMeters meters) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
        // The token is sent through the pipe.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("BACKSPIKE_TOKEN"));
        Process process = builder.start();
        WorkerSettings named = settings.named(process.pid());
        WorkerChild child = new WorkerChild(process, named.name(), meters);
        Thread.ofPlatform().daemon().name("worker-log").start(child::readLog);
        child.send(JSON.writeValueAsString(Map.of("properties", named.properties())));
        return child;
    }

    String name() {
        return name;
    }

    /** Tells the worker where the service listens, so that it begins to lease jobs. */
    void work(URI service, @Nullable String token) throws IOException {
        Map<String, String> address = new HashMap<>();
        address.put("url", service.toString());
        if (token != null) {
            address.put("token", token);
        }
        send(JSON.writeValueAsString(address));
    }

    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** Asks the worker to hand its attempts back and to end, and kills it after the grace period. */
    void stop(Duration grace) {
        if (grace.isZero() || !process.isAlive()) {
            return;
        }
        try {
            send("stop");
            await(grace);
        } catch (IOException e) {
            log.debug("the worker {} has closed its input", name, e);
        }
    }

    void kill(Duration grace) {
        process.destroyForcibly();
        await(grace);
    }

    private void await(Duration time) {
        try {
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the worker {} has not ended within {} s", name, time.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String line) throws IOException {
        OutputStream orders = process.getOutputStream();
        orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }

    private void readLog() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!meters.read(line)) {
                    WorkerLogLine.of(line).log();
                }
            }
        } catch (IOException e) {
            log.warn("the log of the worker {} ends: {}", name, e.toString());
        }
    }
}
