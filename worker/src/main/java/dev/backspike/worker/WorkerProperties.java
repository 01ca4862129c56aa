package dev.backspike.worker;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.spec.ResourcesSpec;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of a worker. {@code backspike.worker.token-file} is not part of it, see {@link WorkerToken}.
 *
 * @param enabled whether this process runs a worker
 * @param mode where a service runs its worker: {@code process} for a child process, or {@code embedded} for the process
 *     of the service, which then ends with a job that exhausts memory or crashes
 * @param api base URL of the service, such as {@code http://127.0.0.1:8080}; without one, the service in this process
 * @param name unique among the workers of a service; if empty, host name and process id
 * @param threads threads of each attempt; 0 for one per processor
 * @param device device that jobs run on: {@code cuda}, {@code cpu}, or {@code auto} for CUDA if this machine has a
 *     device and the CPU otherwise. A worker with CUDA serves jobs that ask for {@code cuda} or {@code auto}, and runs
 *     those of the latter that its CUDA engine cannot run on the CPU; jobs that ask for {@code cpu} need a worker with
 *     {@code cpu}
 * @param slots attempts that it runs at a time
 * @param job the only job that this worker runs, such as {@code j01k7x2m4vbq8n5rtzy}; its process ends with the job.
 *     Requires {@code backspike.worker.api}; the option --job of the launcher sets it
 */
@ConfigurationProperties("backspike.worker")
public record WorkerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("process") Mode mode,
        @Nullable URI api,
        @DefaultValue("") String name,
        @DefaultValue("0") int threads,
        @DefaultValue("auto") ResourcesSpec.Device device,
        @DefaultValue("1") int slots,
        @Nullable JobId job) {

    private static final int MOST = 1024;

    /** The way in which a service runs its worker. */
    public enum Mode {
        PROCESS,
        EMBEDDED
    }

    public WorkerProperties {
        require(api == null || isHttp(api), "api", "an http or https URL such as http://127.0.0.1:8080", api);
        require(threads >= 0 && threads <= MOST, "threads", "0 (one per processor) to " + MOST, threads);
        require(slots >= 1 && slots <= MOST, "slots", "1 to " + MOST, slots);
        require(job == null || slots == 1, "slots", "1 for a worker that runs one job", slots);
        require(
                job == null || api != null,
                "job",
                "set together with backspike.worker.api, as ./backspike worker --job does",
                job);
        name = name.isBlank() ? hostName() + "-" + ProcessHandle.current().pid() : name.strip();
        requireName(name);
        threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    private static void requireName(String name) {
        try {
            new WorkerName(name);
        } catch (MalformedIdException e) {
            throw new IllegalArgumentException("backspike.worker.name " + e.rule());
        }
    }

    private static boolean isHttp(URI api) {
        return api.getHost() != null && ("http".equals(api.getScheme()) || "https".equals(api.getScheme()));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "worker"; // The name of the machine may not resolve; the process id still makes the name unique.
        }
    }

    private static void require(boolean holds, String property, String expected, @Nullable Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "backspike.worker." + property + " must be " + expected + ", was " + actual);
        }
    }
}
