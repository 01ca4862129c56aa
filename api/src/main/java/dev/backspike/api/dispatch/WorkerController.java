package dev.backspike.api.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.WorkerMemory;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists and drains workers. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class WorkerController {

    private static final Pattern NAME = Pattern.compile("[\\p{Graph} ]{1,200}");

    private final Workers workers;
    private final ConnectedWorkers connected;
    private final Leases leases;
    private final Wakeups wakeups;

    WorkerController(Workers workers, ConnectedWorkers connected, Leases leases, Wakeups wakeups) {
        this.workers = workers;
        this.connected = connected;
        this.leases = leases;
        this.wakeups = wakeups;
    }

    enum WorkerState {
        /** It accepts work. */
        CONNECTED,
        /** It has not renewed a lease in time, or has stopped asking for work. */
        SILENT,
        /** It accepts no more work and has attempts left. */
        DRAINING,
        /** It accepts no more work and has no attempts left. */
        DRAINED
    }

    /**
     * @param assignedJob the job that it was started for; null if it takes any
     * @param memory what its attempts share; null if it does not say
     * @param holds the attempts of which it holds a replica
     */
    record WorkerResource(
            String name,
            WorkerState state,
            String device,
            int threads,
            int freeSlots,
            @Nullable String assignedJob,
            @Nullable WorkerMemory memory,
            List<AttemptId> holds,
            Instant connectedAt,
            Instant seenAt) {}

    /**
     * @param workers in order of their names
     * @param nextPageToken null on the last page
     */
    record WorkerPage(
            List<WorkerResource> workers, @Nullable String nextPageToken) {}

    /** Workers that are connected now, and those that are silent but still hold attempts. */
    @GetMapping("/workers")
    WorkerPage workers(
            @RequestParam(required = false) @Nullable String pageToken, @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        String after = pageToken == null ? "" : PageToken.read(pageToken, NAME);
        List<Leases.Held> open = leases.open();
        Set<String> holders = open.stream().map(Leases.Held::worker).collect(Collectors.toSet());
        List<Worker> found = connected.nowOr(holders, after, limited.andOneMore());
        return new WorkerPage(
                limited.page(found).stream()
                        .map(worker -> resource(worker, open))
                        .toList(),
                limited.next(found, Worker::name));
    }

    /** @param handBack whether the worker hands its attempts back instead of finishing them; false by default */
    record DrainRequest(
            @Nullable @JsonProperty(required = false) Boolean handBack) {}

    /**
     * Drains a worker: it receives no more jobs. With {@code handBack} it stores checkpoints and hands its attempts
     * back.
     */
    @PostMapping("/workers/{name}:drain")
    WorkerResource drain(@PathVariable WorkerName name, @RequestBody(required = false) @Nullable DrainRequest body) {
        boolean handBack = body != null && Boolean.TRUE.equals(body.handBack());
        return change(name, handBack ? Drain.HAND_BACK : Drain.FINISH);
    }

    /** Lets a drained worker accept jobs again. */
    @PostMapping("/workers/{name}:undrain")
    WorkerResource undrain(@PathVariable WorkerName name) {
        return change(name, null);
    }

    private WorkerResource change(WorkerName name, @Nullable Drain drain) {
        workers.drain(find(name).name(), drain);
        wakeups.raise(Wakeups.QUEUE);
        return resource(find(name), leases.open());
    }

    private Worker find(WorkerName name) {
        return workers.find(name.text())
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.WORKER_NOT_FOUND,
                        "there is no worker " + name + "; GET /api/v1/workers lists them"));
    }

    private WorkerResource resource(Worker worker, Collection<Leases.Held> open) {
        List<Leases.Held> held = open.stream()
                .filter(replica -> replica.worker().equals(worker.name()))
                .toList();
        return new WorkerResource(
                worker.name(),
                state(worker, held),
                worker.device(),
                worker.threads(),
                worker.freeSlots(),
                worker.assignedJob(),
                worker.memory(),
                held.stream().map(Leases.Held::attempt).distinct().toList(),
                worker.connectedAt(),
                worker.seenAt());
    }

    private WorkerState state(Worker worker, List<Leases.Held> held) {
        if (!connected.isConnected(worker)
                || held.stream().anyMatch(replica -> replica.state() == Replica.State.SUSPECT)) {
            return WorkerState.SILENT;
        }
        if (worker.drain() == null) {
            return WorkerState.CONNECTED;
        }
        return held.isEmpty() ? WorkerState.DRAINED : WorkerState.DRAINING;
    }
}
