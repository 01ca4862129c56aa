package dev.backspike.api.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows workers and drains them. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class WorkerController {

    private static final Pattern NAME = Pattern.compile("[\\p{Graph} ]{1,200}");

    private final WorkerRepository workers;
    private final ConnectedWorkers connected;
    private final AttemptRepository attempts;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    WorkerController(
            WorkerRepository workers,
            ConnectedWorkers connected,
            AttemptRepository attempts,
            TransactionTemplate transaction,
            Wakeups wakeups) {
        this.workers = workers;
        this.connected = connected;
        this.attempts = attempts;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    enum WorkerState {
        /** Takes work. */
        CONNECTED,
        /** Has let the lease of an attempt end, or does not ask for work any more. */
        SILENT,
        /** Takes no more work and has some left. */
        DRAINING,
        /** Takes no more work and has none left. */
        DRAINED
    }

    /** @param holds the attempts it works on */
    record WorkerResource(
            String name,
            WorkerState state,
            String device,
            int threads,
            int freeSlots,
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
        List<Attempt> open = attempts.open();
        Set<String> holders = open.stream().map(Attempt::worker).collect(Collectors.toSet());
        List<Worker> found = connected.nowOr(holders, after, limited.andOneMore());
        return new WorkerPage(
                limited.page(found).stream()
                        .map(worker -> resource(worker, open))
                        .toList(),
                limited.next(found, Worker::name));
    }

    /** @param handBack whether it gives back what it has now, instead of finishing it; no by default */
    record DrainRequest(
            @Nullable @JsonProperty(required = false) Boolean handBack) {}

    /** Lets a worker take no more jobs; with {@code handBack} it saves those that it has and gives them back. */
    @PostMapping("/workers/{name}:drain")
    WorkerResource drain(@PathVariable WorkerName name, @RequestBody(required = false) @Nullable DrainRequest body) {
        boolean handBack = body != null && Boolean.TRUE.equals(body.handBack());
        return change(name, handBack ? Drain.HAND_BACK : Drain.FINISH);
    }

    /** Lets a drained worker take jobs again. */
    @PostMapping("/workers/{name}:undrain")
    WorkerResource undrain(@PathVariable WorkerName name) {
        return change(name, null);
    }

    private WorkerResource change(WorkerName name, @Nullable Drain drain) {
        transaction.executeWithoutResult(_ -> find(name).drain(drain));
        wakeups.raise(Wakeups.QUEUE);
        return resource(find(name), attempts.open());
    }

    private Worker find(WorkerName name) {
        return workers.findById(name.text())
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.NOT_FOUND,
                        "worker-not-found",
                        "there is no worker " + name + "; GET /api/v1/workers lists them"));
    }

    private WorkerResource resource(Worker worker, Collection<Attempt> open) {
        List<Attempt> held = open.stream()
                .filter(attempt -> attempt.worker().equals(worker.name()))
                .toList();
        return new WorkerResource(
                worker.name(),
                state(worker, held),
                worker.device(),
                worker.threads(),
                worker.freeSlots(),
                held.stream().map(Attempt::attemptId).toList(),
                worker.connectedAt(),
                worker.seenAt());
    }

    private WorkerState state(Worker worker, List<Attempt> held) {
        if (!connected.isConnected(worker)
                || held.stream().anyMatch(attempt -> attempt.state() == Attempt.State.SUSPECT)) {
            return WorkerState.SILENT;
        }
        if (worker.drain() == null) {
            return WorkerState.CONNECTED;
        }
        return held.isEmpty() ? WorkerState.DRAINED : WorkerState.DRAINING;
    }
}
