package dev.backspike.worker;

import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerEnded;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.RestClientException;

/**
 * A separate worker of several slots as a child of this process, which reports to the service how the child has ended.
 * The service then knows that memory was exhausted, say, and finds out which of the jobs to charge; from leases that
 * expire it could not. This process ends with the exit status of the child, so that whatever has started it can start
 * it again, and the child ends with this process, since its standard input does.
 */
final class SupervisedWorker {

    private static final Logger log = LoggerFactory.getLogger(SupervisedWorker.class);
    /** In the environment of the child. */
    private static final String CHILD = "BACKSPIKE_WORKER_CHILD";
    /** Printed by the JVM whenever it starts with the engines' Vector API; this process has printed it already. */
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";
    /** Time for the worker to hand its attempts back after a signal. */
    private static final Duration GRACE = Duration.ofSeconds(12);
    /** Attempts to report the end, a second apart, which covers a restart of the service; then its leases expire. */
    private static final int REPORTS = 30;

    private final WorkerApi api;
    private final WorkerName name;
    private volatile boolean stopping;

    SupervisedWorker(WorkerApi api, WorkerName name) {
        this.api = api;
        this.name = name;
    }

    /** Whether this process is the child of another one. */
    static boolean isChild() {
        return System.getenv(CHILD) != null;
    }

    /** In the child: ends in order when the parent has disappeared. */
    static void followParent() {
        Thread.ofPlatform().daemon().name("parent").start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // The parent writes nothing.
                }
            } catch (IOException e) {
                log.warn("the parent cannot be followed any more: {}", e.toString());
            }
            log.error("the parent of this worker has ended");
            System.exit(1);
        });
    }

    /**
     * Runs the worker until it ends.
     *
     * @param arguments of the worker
     * @return its exit status
     */
    int run(List<String> arguments) throws IOException, InterruptedException {
        Process child = start(command(arguments));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(child)));
        int status = child.waitFor();
        if (!stopping && status != 0) {
            report(status);
        }
        return status;
    }

    private List<String> command(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerApplication.class.getName()));
        words.addAll(arguments);
        words.add("--backspike.worker.name=" + name);
        return words;
    }

    private static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(CHILD, "true");
        // Its flags are among the arguments already.
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process child = builder.start();
        Thread.ofPlatform().daemon().name("worker-errors").start(() -> passOn(child));
        return child;
    }

    private static void passOn(Process child) {
        try (BufferedReader lines = child.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.equals(INCUBATOR)) {
                    System.err.println(line);
                }
            }
        } catch (IOException e) {
            log.warn("the errors of the worker cannot be read: {}", e.toString());
        }
    }

    private void stop(Process child) {
        stopping = true;
        // Process.destroy would close the streams too, which tells the child that its parent has disappeared.
        child.toHandle().destroy();
        try {
            if (!child.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(int status) throws InterruptedException {
        log.error("the worker {} has ended with exit status {}", name, status);
        for (int reports = 1; !stopping; reports++) {
            try {
                api.ended(new WorkerEnded(name, status));
                return;
            } catch (RestClientException e) {
                if (reports == REPORTS) {
                    log.error("its end could not be reported; its leases will expire: {}", e.toString());
                    return;
                }
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }
}
