package dev.backspike.worker;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.spec.ResourcesSpec;
import dev.backspike.worker.agent.Rendezvous;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of a worker. {@code backspike.worker.token-file} is not part of it, see {@link WorkerToken}.
 *
 * @param enabled whether this process runs a worker
 * @param mode where a service runs its worker: {@code process} for a child process, or {@code embedded} for the process
 *     of the service, which then ends with a job that exhausts memory or crashes
 * @param api base URL of the service, such as {@code http://127.0.0.1:8080}; if empty, the service in this process is
 *     used
 * @param name name of the worker, unique among the workers of a service; if empty, host name and process id
 * @param threads threads of each attempt; 0 for one per processor
 * @param device device that jobs run on: {@code cuda}, which requires that a CUDA device works, {@code cpu}, or
 *     {@code auto} for all CUDA devices that work and the CPU if there is none. A worker with CUDA serves jobs that ask
 *     for {@code cuda} or {@code auto}, and runs those of the latter that its CUDA engine cannot run on the CPU; jobs
 *     that ask for {@code cpu} need a worker with {@code cpu}
 * @param slots largest number of attempts that the worker runs at a time; 0 for one on each CUDA device, or one
 *     without. They spread over the devices, and those on one device share its memory equally
 * @param job the only job that this worker runs, such as {@code j01k7x2m4vbq8n5rtzy}; its process ends with the job.
 *     Requires {@code backspike.worker.api}; the option --job of the launcher sets it
 * @param gang how its replicas meet those of other workers
 */
@ConfigurationProperties("backspike.worker")
public record WorkerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("process") Mode mode,
        @Nullable URI api,
        @DefaultValue("") String name,
        @DefaultValue("0") int threads,
        @DefaultValue("auto") ResourcesSpec.Device device,
        @DefaultValue("0") int slots,
        @Nullable JobId job,
        @DefaultValue Gang gang) {

    private static final int MOST = 1024;

    /**
     * How the replicas of a worker meet those of other workers. What passes between them is not encrypted.
     *
     * @param address address of this machine by which other workers reach it, and on which it listens; if empty, the
     *     one from which it reaches the service
     * @param port port on which it listens; 0 for any that is free
     * @param silence how long a replica may be silent before it counts as lost, which ends the attempt of its gang
     */
    public record Gang(
            @DefaultValue("") String address,
            @DefaultValue("0") int port,
            @DefaultValue("20s") Duration silence) {

        private static final Logger log = LoggerFactory.getLogger(Gang.class);
        private static final int LAST_PORT = 65_535;

        public Gang {
            address = address.strip();
            require(port >= 0 && port <= LAST_PORT, "gang.port", "0 (any that is free) to " + LAST_PORT, port);
            require(silence.compareTo(Duration.ofSeconds(1)) >= 0, "gang.silence", "at least 1s", silence);
        }

        /**
         * Begins to listen.
         *
         * @param service null for a service in this process
         * @return null if no address is given and none is known, which is logged: the worker then runs jobs of one
         *     replica only
         */
        @Nullable
        Rendezvous open(@Nullable URI service) {
            InetAddress listening;
            if (address.isEmpty()) {
                try {
                    listening = Rendezvous.addressTowards(service);
                } catch (IOException e) {
                    log.warn(
                            "This worker runs jobs of one replica only: no address is known by which other workers"
                                    + " reach it ({}); set backspike.worker.gang.address, or start it again once the"
                                    + " service can be reached",
                            e.toString());
                    return null;
                }
            } else {
                listening = given();
            }
            return Rendezvous.open(listening, port, silence);
        }

        private InetAddress given() {
            try {
                return InetAddress.getByName(address);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(
                        "backspike.worker.gang.address must be an address of this machine, was " + address, e);
            }
        }
    }

    /** The way in which a service runs its worker. */
    public enum Mode {
        PROCESS,
        EMBEDDED
    }

    public WorkerProperties {
        require(api == null || isHttp(api), "api", "an http or https URL such as http://127.0.0.1:8080", api);
        require(threads >= 0 && threads <= MOST, "threads", "0 (one per processor) to " + MOST, threads);
        require(slots >= 0 && slots <= MOST, "slots", "0 (one per CUDA device) to " + MOST, slots);
        require(job == null || slots <= 1, "slots", "1 for a worker that runs one job", slots);
        slots = job == null ? slots : 1;
        require(
                job == null || api != null,
                "job",
                "set together with backspike.worker.api, as ./backspike worker --job does",
                job);
        name = name.isBlank() ? hostName() + "-" + ProcessHandle.current().pid() : name.strip();
        requireName(name);
        threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** The slots of a worker with so many CUDA devices. */
    int slotsWith(int devices) {
        return slots == 0 ? Math.max(1, devices) : slots;
    }

    /**
     * Whether the worker runs several attempts at a time.
     *
     * @param devices the number of CUDA devices that a worker of a device may use, asked only if it decides
     */
    boolean severalSlots(ToIntFunction<ResourcesSpec.Device> devices) {
        return slotsWith(slots == 0 ? devices.applyAsInt(device) : 0) > 1;
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
