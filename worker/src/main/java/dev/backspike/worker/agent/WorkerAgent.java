package dev.backspike.worker.agent;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerMemory;
import dev.backspike.engine.training.Trainer;
import dev.backspike.worker.files.FilesInUse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Leases attempts from the service, renews their leases and runs each on a thread. This bean starts last and stops
 * first, so that a service in the same process is ready for the first lease request.
 */
public final class WorkerAgent implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WorkerAgent.class);
    private static final long LONGEST_POLL_MILLIS = 20_000;
    private static final long PARTLY_BUSY_POLL_MILLIS = 2_000;
    /**
     * Time for a running training to finish its batch and store a checkpoint, and for its attempt to be handed back.
     */
    private static final Duration GRACE = Duration.ofSeconds(8);
    /**
     * The same time after the loss of a device, when the worker is in no hurry: an attempt that is not handed back
     * counts as lost, and with that as a retry.
     */
    private static final Duration GRACE_WITHOUT_DEVICE = Duration.ofMinutes(1);
    /** Time for the remaining threads to notice the shutdown. */
    private static final Duration REST = Duration.ofSeconds(1);
    /** Time for an attempt to execute a command, before the service is asked again. */
    private static final Duration OBEYING = Duration.ofSeconds(1);

    /** A replica that this worker runs. */
    private record Place(AttemptId attempt, int rank) {}

    private record Running(AttemptLease lease, Thread thread) {}

    /**
     * The outcome of a response.
     *
     * @param unwanted what was granted to a worker that is shutting down
     * @param repeated whether the response contains only commands that the worker already has; until they are executed,
     *     the service answers without waiting
     */
    private record Heard(List<Grant> unwanted, boolean over, boolean repeated) {}

    private final WorkerApi api;
    private final WorkerIdentity identity;
    private final Trainer trainer;
    private final FailurePolicy failurePolicy;
    private final long deviceBytes;
    private final LongSupplier nanoTime;
    private final @Nullable Rendezvous rendezvous;
    private final Map<Place, Running> attempts = new LinkedHashMap<>();
    private boolean running;
    private boolean deviceLost;
    private @Nullable Thread leasing;
    private long renewMillis = LONGEST_POLL_MILLIS;

    /**
     * @param deviceBytes the memory of the GPUs together; 0 without one
     * @param rendezvous null for a worker that runs attempts of one replica only; otherwise closed with the agent
     */
    public WorkerAgent(
            WorkerApi api,
            WorkerIdentity identity,
            Trainer trainer,
            MeterRegistry registry,
            FailurePolicy failurePolicy,
            long deviceBytes,
            @Nullable Rendezvous rendezvous) {
        this(api, identity, trainer, registry, failurePolicy, deviceBytes, rendezvous, System::nanoTime);
    }

    WorkerAgent(
            WorkerApi api,
            WorkerIdentity identity,
            Trainer trainer,
            MeterRegistry registry,
            FailurePolicy failurePolicy,
            long deviceBytes,
            @Nullable Rendezvous rendezvous,
            LongSupplier nanoTime) {
        this.rendezvous = rendezvous;
        this.deviceBytes = deviceBytes;
        this.failurePolicy = failurePolicy;
        this.api = api;
        this.identity = identity;
        this.trainer = trainer;
        this.nanoTime = nanoTime;
        Gauge.builder("backspike.worker.attempts", this, WorkerAgent::runningAttempts)
                .description("Attempts that this worker runs")
                .register(registry);
    }

    @Override
    public synchronized void start() {
        running = true;
        leasing = Thread.ofPlatform().daemon().name("lease").start(this::leaseUntilStopped);
        log.info(
                "Worker {} runs up to {} attempt(s) at a time, {} thread(s) each",
                identity.name(),
                identity.slots(),
                identity.threads());
    }

    /**
     * Hands the running attempts back, so that the service can lease their jobs to other workers at once. An attempt
     * that cannot be handed back in time is abandoned; its job is requeued when the lease expires.
     */
    @Override
    public void stop() {
        stop(GRACE);
    }

    private void stop(Duration grace) {
        List<Running> left;
        Thread thread;
        synchronized (this) {
            running = false;
            left = List.copyOf(attempts.values());
            thread = leasing;
            leasing = null;
            notifyAll();
        }
        left.forEach(attempt -> attempt.lease().leave());
        List<Thread> threads =
                new ArrayList<>(left.stream().map(Running::thread).toList());
        try {
            join(threads, grace);
            left.forEach(attempt -> attempt.lease().revoke("the worker has shut down"));
            if (thread != null && thread.isAlive()) {
                // A lease request that is still open may receive attempts, also those that were just handed back.
                threads.add(thread);
                threads.add(Thread.ofPlatform().daemon().name("last-lease").start(this::endOpenRequest));
            }
            join(threads, REST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (rendezvous != null) {
                rendezvous.close();
            }
        }
    }

    /** The service answers a request of this worker that waits for work when the worker takes and holds nothing. */
    private void endOpenRequest() {
        try {
            api.lease(request(0, List.of(), 0));
        } catch (RuntimeException e) {
            log.debug("the service does not learn that worker {} is shutting down", identity.name(), e);
        }
    }

    private static void join(List<Thread> threads, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private synchronized int runningAttempts() {
        return attempts.size();
    }

    private void leaseUntilStopped() {
        Backoff backoff = new Backoff();
        while (isRunning()) {
            long askedAt = nanoTime.getAsLong();
            LeaseRequest request = request();
            try {
                Heard heard = Heap.guarded(() -> accept(request, api.lease(request), askedAt));
                heard.unwanted().forEach(this::handBack);
                if (heard.over()) {
                    return;
                }
                if (backoff.failing()) {
                    log.info("The service responds again");
                    backoff.reset();
                }
                if (request.waitMillis() == 0) {
                    pauseUntilRenewal();
                } else if (heard.repeated()) {
                    pause(OBEYING);
                }
            } catch (RuntimeException e) {
                if (identity.job() != null && ApiErrors.isRefusal(e)) {
                    log.error(
                            "The service refuses work on job {}: {}",
                            identity.job().id(),
                            e.toString());
                    identity.job().refused();
                    return;
                }
                if (isRunning() && !backoff.failing()) {
                    log.warn("The service is not responding; retrying: {}", e.toString());
                }
                pause(backoff.next());
            }
        }
    }

    private synchronized LeaseRequest request() {
        int free = Math.max(0, identity.slots() - attempts.size());
        List<AttemptId> held = attempts.values().stream()
                .map(Running::lease)
                .filter(AttemptLease::ours)
                .map(AttemptLease::attempt)
                .distinct()
                .toList();
        // A slot that becomes free meanwhile is offered with the next request only.
        long wait = attempts.isEmpty() ? LONGEST_POLL_MILLIS : Math.min(renewMillis, PARTLY_BUSY_POLL_MILLIS);
        return request(free, held, free == 0 ? 0 : wait);
    }

    private LeaseRequest request(int free, List<AttemptId> held, long waitMillis) {
        AssignedJob job = identity.job();
        return new LeaseRequest(
                identity.name(),
                identity.device(),
                identity.threads(),
                free,
                held,
                waitMillis,
                memory(),
                job == null ? null : job.id(),
                rendezvous == null ? null : new GangOffer(rendezvous.address(), identity.slots()));
    }

    private WorkerMemory memory() {
        return new WorkerMemory(Runtime.getRuntime().maxMemory(), deviceBytes);
    }

    private synchronized Heard accept(LeaseRequest request, LeaseResponse response, long askedAt) {
        renewMillis = response.renewMillis();
        boolean orders = false;
        boolean news = !response.grants().isEmpty();
        for (Map.Entry<Place, Running> entry : attempts.entrySet()) {
            AttemptId id = entry.getKey().attempt();
            Running attempt = entry.getValue();
            if (!request.held().contains(id)) {
                continue;
            }
            if (response.lost().contains(id)) {
                attempt.lease().revoke("the service has withdrawn it");
            } else {
                attempt.lease().renew(askedAt, response.leaseMillis());
            }
            if (response.cancels().contains(id)) {
                orders = true;
                news |= attempt.lease().obey(Command.CANCEL);
            }
            if (response.pauses().contains(id)) {
                orders = true;
                news |= attempt.lease().obey(Command.PAUSE);
            }
            if (response.releases().contains(id)) {
                orders = true;
                news |= attempt.lease().leave();
            }
        }
        if (!running) {
            return new Heard(response.grants(), false, false);
        }
        for (Grant grant : response.grants()) {
            take(grant, askedAt, response.leaseMillis());
        }
        return new Heard(List.of(), isOver(response.outcome()), orders && !news);
    }

    /** An attempt that still runs here reports its end first. */
    private boolean isOver(@Nullable JobOutcome outcome) {
        AssignedJob job = identity.job();
        if (job == null || outcome == null || !attempts.isEmpty()) {
            return false;
        }
        log.info("Job {} no longer needs this worker: {}", job.id(), outcome);
        job.ended(outcome);
        return true;
    }

    private void handBack(Grant grant) {
        AttemptId attempt = grant.attempt();
        log.info("Attempt {} is handed back, since the worker is shutting down", attempt);
        SequencedEvent released = new SequencedEvent(1, Clock.systemUTC().instant(), new AttemptEvent.Released());
        try {
            api.report(new Report(identity.name(), attempt, grant.rank(), List.of(released)));
        } catch (RuntimeException e) {
            log.warn("Attempt {} could not be handed back; its lease will expire: {}", attempt, e.toString());
        }
    }

    private void take(Grant grant, long askedAt, long leaseMillis) {
        AttemptId id = grant.attempt();
        Place place = new Place(id, grant.rank());
        if (attempts.containsKey(place)) {
            log.warn("Replica {} of attempt {} is granted, but the worker already has it", grant.rank(), id);
            return;
        }
        AttemptLease lease = new AttemptLease(id, nanoTime, askedAt, leaseMillis);
        Runnable run = run(grant, lease);
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("attempt-" + id.jobId() + "-" + id.number())
                .unstarted(AttemptLog.within(id, () -> {
                    try {
                        FilesInUse.during(run);
                    } finally {
                        release(place);
                    }
                }));
        attempts.put(place, new Running(lease, thread));
        thread.start();
    }

    private Runnable run(Grant grant, AttemptLease lease) {
        GrantedTraining training = new GrantedTraining(grant, lease, trainer, api, identity.name(), rendezvous);
        return grant.rank() == 0
                ? new AttemptRun(grant, lease, training, api, identity.name(), failurePolicy, this::loseDevice)
                : new ReplicaRun(grant, lease, training, api, identity.name(), failurePolicy, this::loseDevice);
    }

    /** Hands all attempts back, those on other devices too: CUDA allows no further use by this process. */
    private void loseDevice() {
        synchronized (this) {
            if (deviceLost) {
                return;
            }
            deviceLost = true;
        }
        log.error(
                "A CUDA device has failed and cannot be used again by this process. Worker {} hands its attempts back"
                        + " and takes no others; start it again to use the device.",
                identity.name());
        Thread.ofPlatform().name("device-lost").start(() -> {
            stop(GRACE_WITHOUT_DEVICE);
            failurePolicy.onDeviceLost().run();
        });
    }

    private synchronized void release(Place place) {
        attempts.remove(place);
        notifyAll();
    }

    /** Waits until it is time to renew, or until a slot is free. */
    private synchronized void pauseUntilRenewal() {
        if (attempts.size() >= identity.slots()) {
            pause(Duration.ofMillis(renewMillis));
        }
    }

    private synchronized void pause(Duration time) {
        try {
            if (running) {
                TimeUnit.NANOSECONDS.timedWait(this, time.toNanos());
            }
        } catch (InterruptedException e) {
            running = false;
            Thread.currentThread().interrupt();
        }
    }
}
