package dev.backspike.worker.agent;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerEnded;
import dev.backspike.engine.model.ModelFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.ResourceAccessException;

/**
 * An api in memory that does what the protocol says, and fails where a test tells it to. All fields are guarded by the
 * object's monitor.
 */
final class ScriptedApi implements WorkerApi {

    enum Mishap {
        /** The request does not arrive. */
        UNREACHABLE,
        /** The request arrives and takes effect, but the answer is lost. */
        ANSWER_LOST
    }

    final Deque<Grant> queue = new ArrayDeque<>();
    final Deque<Mishap> reportMishaps = new ArrayDeque<>();
    final Deque<Mishap> artifactMishaps = new ArrayDeque<>();
    final Deque<Mishap> checkpointMishaps = new ArrayDeque<>();
    /** By sha256. */
    final Map<Sha256, byte[]> files = new HashMap<>();

    final Set<AttemptId> cancels = new HashSet<>();
    final Set<AttemptId> pauses = new HashSet<>();
    final Set<AttemptId> releases = new HashSet<>();
    final Set<AttemptId> lost = new HashSet<>();
    final Set<AttemptId> stale = new HashSet<>();
    final List<LeaseRequest> leases = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();
    final Set<AttemptId> modelsOf = new HashSet<>();
    /** Names, in the order in which they arrived. */
    final List<String> artifacts = new ArrayList<>();

    final Map<AttemptId, List<SequencedEvent>> stored = new HashMap<>();
    boolean leasesFail;
    boolean leasesRefused;
    /** Runs when a worker says that it leaves. */
    Runnable onLeave = () -> {};

    /** What a request that names a job is told. */
    @Nullable
    JobOutcome outcome;

    boolean cancelInReports;
    /** Whose end overtakes a renewal: the answer to that arrives before the answer to the report of the end. */
    @Nullable
    AttemptId overtaking;

    boolean artifactsRunOutOfMemory;
    boolean artifactsRefused;
    /** What {@link #loadFile} throws; null if it works. */
    @Nullable
    Throwable loadFailure;

    long leaseMillis = 60_000;
    long renewMillis = 50;

    @Override
    public synchronized LeaseResponse lease(LeaseRequest request) {
        leases.add(request);
        if (leaves(request)) {
            onLeave.run();
        }
        notifyAll();
        if (leasesFail) {
            throw new ResourceAccessException("lease: connection refused");
        }
        if (leasesRefused) {
            throw new RefusedException(ProblemCode.BAD_WORKER, "the job asks for another device");
        }
        await(
                request.waitMillis(),
                () -> !queue.isEmpty()
                        || leasesFail
                        || outcome != null
                        || isOrdered(request.held())
                        || leaves(leases.getLast()));
        List<Grant> grants = new ArrayList<>();
        while (grants.size() < request.freeSlots() && !queue.isEmpty()) {
            grants.add(queue.remove());
        }
        return new LeaseResponse(
                grants,
                request.held().stream().filter(cancels::contains).toList(),
                request.held().stream().filter(pauses::contains).toList(),
                request.held().stream().filter(releases::contains).toList(),
                request.held().stream().filter(lost::contains).toList(),
                leaseMillis,
                renewMillis,
                request.job() == null ? null : outcome);
    }

    /** Whether the worker takes no attempts and has none. */
    static boolean leaves(LeaseRequest request) {
        return request.freeSlots() == 0 && request.held().isEmpty();
    }

    static AttemptId attempt(int job, int number) {
        return new AttemptId(new JobId("j%018d".formatted(job)), number);
    }

    private boolean isOrdered(List<AttemptId> held) {
        return Stream.of(cancels, pauses, releases, lost).flatMap(Set::stream).anyMatch(held::contains);
    }

    @Override
    public synchronized ReportResponse report(Report report) {
        reports.add(report);
        Mishap mishap = reportMishaps.poll();
        if (mishap == Mishap.UNREACHABLE) {
            notifyAll();
            throw new ResourceAccessException("report: connection refused");
        }
        refuseIfStale(report.attempt());
        List<SequencedEvent> events = stored.computeIfAbsent(report.attempt(), _ -> new ArrayList<>());
        for (SequencedEvent event : report.events()) {
            if (event.sequence() == events.size() + 1) {
                events.add(event);
            }
        }
        notifyAll();
        if (report.attempt().equals(overtaking) && hasEnded(report.attempt())) {
            lost.add(report.attempt());
            notifyAll();
            until(() -> !leases.getLast().held().contains(report.attempt()));
        }
        if (mishap == Mishap.ANSWER_LOST) {
            throw new ResourceAccessException("report: connection reset");
        }
        return new ReportResponse(events.size(), cancelInReports ? Command.CANCEL : Command.CONTINUE);
    }

    @Override
    public void ended(WorkerEnded end) {
        throw new UnsupportedOperationException("only the parent of a worker reports its end");
    }

    @Override
    public synchronized StoredArtifact storeArtifact(
            WorkerName worker, JobId jobId, int attempt, FileName name, byte[] content) {
        if (artifactsRunOutOfMemory) {
            throw new OutOfMemoryError("Java heap space");
        }
        if (artifactsRefused) {
            throw new RefusedException(ProblemCode.BODY_TOO_LARGE, "the model is too large");
        }
        Mishap mishap = artifactMishaps.poll();
        if (mishap == Mishap.UNREACHABLE) {
            throw new ResourceAccessException("artifact: connection refused");
        }
        refuseIfStale(new AttemptId(jobId, attempt));
        artifacts.add(name.text());
        if (name.text().equals(ModelFile.SAFETENSORS) && content.length > 0) {
            modelsOf.add(new AttemptId(jobId, attempt));
        }
        notifyAll();
        if (mishap == Mishap.ANSWER_LOST) {
            throw new ResourceAccessException("artifact: connection reset");
        }
        return new StoredArtifact(name, Sha256.of(content), content.length);
    }

    @Override
    public synchronized StoredArtifact storeCheckpoint(WorkerName worker, JobId jobId, int attempt, byte[] content) {
        if (checkpointMishaps.poll() == Mishap.UNREACHABLE) {
            throw new ResourceAccessException("checkpoint: connection refused");
        }
        refuseIfStale(new AttemptId(jobId, attempt));
        Sha256 sha256 = Sha256.of(content);
        files.put(sha256, content);
        notifyAll();
        return new StoredArtifact(new FileName("checkpoint"), sha256, content.length);
    }

    @Override
    public synchronized byte[] loadFile(WorkerName worker, JobId jobId, int attempt, Sha256 sha256) {
        switch (loadFailure) {
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            case null, default -> {}
        }
        byte[] content = files.get(sha256);
        if (content == null) {
            throw new RefusedException(ProblemCode.NO_SUCH_FILE, sha256.text());
        }
        return content.clone();
    }

    private void refuseIfStale(AttemptId attempt) {
        if (stale.contains(attempt)) {
            notifyAll();
            throw new StaleAttemptException(attempt);
        }
    }

    synchronized void change(Runnable change) {
        change.run();
        notifyAll();
    }

    /** All but the log. */
    synchronized List<AttemptEvent> events(AttemptId attempt) {
        return stored.getOrDefault(attempt, List.of()).stream()
                .map(SequencedEvent::event)
                .filter(event -> !(event instanceof AttemptEvent.Logged))
                .toList();
    }

    /** The messages of the log. */
    synchronized List<String> log(AttemptId attempt) {
        return stored.getOrDefault(attempt, List.of()).stream()
                .map(SequencedEvent::event)
                .filter(AttemptEvent.Logged.class::isInstance)
                .map(event -> ((AttemptEvent.Logged) event).message())
                .toList();
    }

    synchronized boolean hasEnded(AttemptId attempt) {
        List<AttemptEvent> events = events(attempt);
        return !events.isEmpty() && events.getLast() instanceof AttemptEvent.Ended;
    }

    /** Waits until something holds that calls of the api bring about; fails when it does not come. */
    synchronized void until(BooleanSupplier holds) {
        if (!await(30_000, holds)) {
            throw new AssertionError("did not come about; stored " + stored + ", leases " + leases.size());
        }
    }

    private boolean await(long millis, BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!holds.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError("no thread that calls the api may be interrupted", e);
        }
    }
}
