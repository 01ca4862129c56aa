package dev.backspike.api.dispatch;

import dev.backspike.api.artifact.Artifacts;
import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.http.JobLog;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerEnded;
import dev.backspike.common.protocol.WorkerMemory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.web.bind.annotation.RestController;

/** The worker protocol: an embedded worker calls this bean directly, other workers over HTTP. */
@RestController
class WorkerApiController implements WorkerApi {

    private static final Logger log = LoggerFactory.getLogger(WorkerApiController.class);
    private static final long MAX_WAIT_MILLIS = 20_000;
    private static final int LAST_STATUS = 255;
    /** Other replicas of the service do not wake threads of this one. */
    private static final Duration RECHECK = Duration.ofSeconds(1);

    private final ConnectedWorkers workers;
    private final LeaseRecovery leaseRecovery;
    private final WaitingRequests waiting;
    private final Leasing leasing;
    private final Reporting reporting;
    private final EndedWorkers ended;
    private final LeasedAttempts attempts;
    private final Artifacts artifacts;
    private final Checkpoints checkpoints;
    private final LeaseProperties lease;
    private final Wakeups wakeups;
    private final Clock clock;

    WorkerApiController(
            ConnectedWorkers workers,
            LeaseRecovery leaseRecovery,
            WaitingRequests waiting,
            Leasing leasing,
            Reporting reporting,
            EndedWorkers ended,
            LeasedAttempts attempts,
            Artifacts artifacts,
            Checkpoints checkpoints,
            LeaseProperties lease,
            Wakeups wakeups,
            Clock clock) {
        this.workers = workers;
        this.leaseRecovery = leaseRecovery;
        this.waiting = waiting;
        this.leasing = leasing;
        this.reporting = reporting;
        this.ended = ended;
        this.attempts = attempts;
        this.artifacts = artifacts;
        this.checkpoints = checkpoints;
        this.lease = lease;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    @Override
    public LeaseResponse lease(LeaseRequest request) {
        check(request);
        // A worker counts its lease from the request, so waiting must consume only a small part of it.
        long longest = Math.min(MAX_WAIT_MILLIS, lease.duration().toMillis() / 4);
        long wait = request.freeSlots() > 0 ? Math.clamp(request.waitMillis(), 0, longest) : 0;
        long deadline = System.nanoTime() + Duration.ofMillis(wait).toNanos();
        // A worker that dies while it waits here has not renewed since.
        Instant renewedUntil = clock.instant().plus(lease.duration());
        leaseRecovery.readopt(request, renewedUntil);
        waiting.endIfLeaving(request);
        try (Wakeups.Waiter waiter = wakeups.listen(Wakeups.QUEUE);
                WaitingRequests.Wait own = waiting.begin(request)) {
            while (true) {
                introduce(request);
                LeaseResponse answer = leasing.look(request, renewedUntil);
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (hasNews(answer) || !left.isPositive() || own.over() || wakeups.closed()) {
                    return answer;
                }
                waiter.await(left.compareTo(RECHECK) < 0 ? left : RECHECK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemCode.INTERRUPTED, "interrupted while waiting");
        }
    }

    @Override
    public ReportResponse report(Report report) {
        try (JobLog _ = JobLog.of(report.attempt())) {
            ReportResponse response = reporting.store(report);
            if (report.events().stream().anyMatch(event -> event.event() instanceof AttemptEvent.Ended)) {
                wakeups.raise(Wakeups.QUEUE);
            }
            return response;
        }
    }

    @Override
    public void ended(WorkerEnded end) {
        if (end.exitStatus() < 0 || end.exitStatus() > LAST_STATUS) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER,
                    "the exit status of a worker must be 0 to " + LAST_STATUS + ", was " + end.exitStatus());
        }
        EndOfWorker why = EndOfWorker.of(end.exitStatus());
        log.warn("the worker {} {}", end.worker(), why.message());
        ended.failAttempts(end.worker(), why);
    }

    @Override
    public StoredArtifact storeArtifact(WorkerName worker, JobId jobId, int attempt, FileName name, byte[] content) {
        return artifacts.store(worker, attempts.requireLeased(jobId, attempt), name, content);
    }

    @Override
    public StoredArtifact storeCheckpoint(WorkerName worker, JobId jobId, int attempt, byte[] content) {
        return checkpoints.receive(worker, attempts.requireLeased(jobId, attempt), content);
    }

    @Override
    public byte[] loadFile(WorkerName worker, JobId jobId, int attempt, Sha256 sha256) {
        return checkpoints.load(attempts.requireReplica(worker, jobId, attempt), sha256);
    }

    private void introduce(LeaseRequest request) {
        try {
            workers.seen(request);
        } catch (DataIntegrityViolationException e) {
            // Two concurrent first requests of one worker: the other one has added it.
            workers.seen(request);
        }
    }

    private static boolean hasNews(LeaseResponse answer) {
        return !answer.grants().isEmpty()
                || !answer.cancels().isEmpty()
                || !answer.pauses().isEmpty()
                || !answer.releases().isEmpty()
                || !answer.lost().isEmpty()
                || answer.outcome() != null;
    }

    private static void check(LeaseRequest request) {
        if (!request.device().matches("[a-z0-9-]{1,16}")) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER, "a worker needs a device of 1 to 16 letters, digits and dashes");
        }
        WorkerMemory memory = request.memory();
        if (memory != null && (memory.heapBytes() < 1 || memory.deviceBytes() < 0)) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER,
                    "the heap of a worker must be at least 1 byte, its device memory at least 0");
        }
        GangOffer gang = request.gang();
        if (gang != null
                && (gang.slots() < 1 || !gang.address().matches("[\\p{Alnum}._:%\\[\\]-]{1,250}:[0-9]{1,5}"))) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER,
                    "a worker that offers slots to gangs needs at least 1, and an address of the form host:port");
        }
        if (request.threads() < 0 || request.freeSlots() < 0) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER, "the threads and free slots of a worker must be at least 0");
        }
    }
}
