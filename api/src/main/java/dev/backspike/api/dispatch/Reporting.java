package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StartingPoint;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.log.LogLines;
import dev.backspike.api.metric.MetricTable;
import dev.backspike.api.metric.MetricTable.Measurement;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.event.AttemptEvent.Cancelled;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Ended;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Paused;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stores the events of workers: each report in one transaction, with the job locked. */
@Component
class Reporting {

    private static final Logger log = LoggerFactory.getLogger(Reporting.class);

    private final CurrentCaller caller;
    private final JobQueue queue;
    private final Attempts attempts;
    private final Leases leases;
    private final MetricTable metrics;
    private final LogLines logs;
    private final Checkpoints checkpoints;
    private final Retries retries;
    private final LeaseProperties lease;
    private final Clock clock;
    private final AttemptMeters meters;

    Reporting(
            CurrentCaller caller,
            JobQueue queue,
            Attempts attempts,
            Leases leases,
            MetricTable metrics,
            LogLines logs,
            Checkpoints checkpoints,
            Retries retries,
            LeaseProperties lease,
            Clock clock,
            AttemptMeters meters) {
        this.caller = caller;
        this.queue = queue;
        this.attempts = attempts;
        this.leases = leases;
        this.metrics = metrics;
        this.logs = logs;
        this.checkpoints = checkpoints;
        this.retries = retries;
        this.lease = lease;
        this.clock = clock;
        this.meters = meters;
    }

    @Transactional
    public ReportResponse store(Report report) {
        LockedJob job =
                queue.lock(report.attempt().jobId()).orElseThrow(() -> new StaleAttemptException(report.attempt()));
        if (report.rank() != Replica.LEAD) {
            return storeOfOther(report, job);
        }
        Attempt attempt = attempts.find(report.attempt())
                .filter(found -> found.isHeldBy(report.worker(), caller.name()))
                .orElseThrow(() -> new StaleAttemptException(report.attempt()));
        List<SequencedEvent> fresh = report.events().stream()
                .filter(event -> event.sequence() > attempt.acknowledged())
                .toList();
        if (!isCurrent(job, attempt)) {
            return answerRetransmission(attempt, fresh);
        }
        checkOrder(fresh, attempt.acknowledged());
        fresh.forEach(EventRules::check);
        if (attempt.isLeadSuspect()) {
            leases.renew(
                    attempt.id(),
                    report.worker(),
                    caller.name(),
                    clock.instant().plus(lease.duration()));
            job.record(EventType.ATTEMPT_READOPTED, Map.of("worker", attempt.worker()));
        }
        List<Measurement> measurements = new ArrayList<>();
        for (SequencedEvent event : fresh) {
            attempt.acknowledge(event.sequence());
            apply(event, job, attempt, measurements);
        }
        if (!fresh.isEmpty() && attempt.endedAt() == null) {
            attempts.save(attempt);
        }
        metrics.append(job.id().text(), attempt.number(), measurements);
        meters.stored(fresh.size());
        return new ReportResponse(attempt.acknowledged(), command(job));
    }

    /** What a replica reports that is not of rank 0: nothing, or that the attempt is over. */
    private ReportResponse storeOfOther(Report report, LockedJob job) {
        Attempt attempt = attempts.find(report.attempt())
                .filter(found -> isCurrent(job, found)
                        && leases.isHeldBy(found.id(), report.rank(), report.worker(), caller.name()))
                .orElseThrow(() -> new StaleAttemptException(report.attempt()));
        if (report.events().isEmpty()) {
            return new ReportResponse(0, command(job));
        }
        SequencedEvent only = report.events().getLast();
        if (report.events().size() > 1
                || !(only.event() instanceof Ended ended && (ended instanceof Failed || ended instanceof Released))) {
            throw new RefusedException(
                    ProblemCode.BAD_EVENT,
                    "replica " + report.rank() + " may only report one event, that the attempt has failed or is"
                            + " handed back; replica " + Replica.LEAD + " reports for the attempt");
        }
        EventRules.check(only);
        end(ended, job, attempt);
        return new ReportResponse(only.sequence(), Command.CONTINUE);
    }

    /**
     * Ends an attempt on behalf of its worker, which cannot report any more.
     *
     * @throws StaleAttemptException if it is not the current attempt of its job
     */
    @Transactional
    public void fail(AttemptId id, FailureCode code, String message) {
        LockedJob job = queue.lock(id.jobId()).orElseThrow(() -> new StaleAttemptException(id));
        Attempt attempt = attempts.find(id)
                .filter(found -> isCurrent(job, found))
                .orElseThrow(() -> new StaleAttemptException(id));
        end(new Failed(code, message), job, attempt);
    }

    private static Command command(LockedJob job) {
        if (job.cancelRequested()) {
            return Command.CANCEL;
        }
        return job.pauseRequested() ? Command.PAUSE : Command.CONTINUE;
    }

    private static boolean isCurrent(LockedJob job, Attempt attempt) {
        return job.isRunBy(attempt.worker(), attempt.number())
                && attempt.state().isOpen();
    }

    /** A worker that has not received the answer to its last report sends it again; nothing is new in it. */
    private static ReportResponse answerRetransmission(Attempt attempt, List<SequencedEvent> fresh) {
        if (attempt.state() == Attempt.State.LOST || !fresh.isEmpty()) {
            throw new StaleAttemptException(attempt.id());
        }
        return new ReportResponse(attempt.acknowledged(), Command.CONTINUE);
    }

    private static void checkOrder(List<SequencedEvent> fresh, long acknowledged) {
        long expected = acknowledged + 1;
        for (SequencedEvent event : fresh) {
            if (event.sequence() != expected) {
                throw new RefusedException(
                        ProblemCode.EVENT_GAP,
                        "expected event " + expected + " of the attempt, got " + event.sequence() + "; resend from "
                                + (acknowledged + 1));
            }
            expected++;
        }
        for (SequencedEvent event : fresh.subList(0, Math.max(0, fresh.size() - 1))) {
            if (event.event() instanceof Ended) {
                throw new RefusedException(
                        ProblemCode.EVENT_AFTER_END,
                        "event " + event.sequence() + " ends the attempt, but others follow");
            }
        }
    }

    private void apply(SequencedEvent event, LockedJob job, Attempt attempt, List<Measurement> measurements) {
        switch (event.event()) {
            case Started started -> {
                attempt.trains(new Attempt.Training(started.engine(), started.threads(), event.at()));
                job.planned(started.epochs(), started.steps());
                job.record(
                        EventType.ATTEMPT_STARTED,
                        Map.of(
                                "engine", started.engine(),
                                "threads", started.threads(),
                                "epochs", started.epochs(),
                                "steps", started.steps()));
            }
            case Measured at -> {
                job.measured(
                        at.epoch(),
                        at.step(),
                        at.values(),
                        attempt.secondsLeft(event.at(), clock.instant(), at.step(), job.steps()));
                long seq = job.record(EventType.METRICS, MetricTable.reference(at.step()));
                measurements.add(new Measurement(seq, at.epoch(), at.step(), at.values()));
                job.holdAtRung();
            }
            case Noted noted -> {
                StateReason note = new StateReason(noted.code(), noted.message());
                job.record(EventType.NOTE, Map.of("code", note.code(), "message", note.message()));
            }
            case Logged line -> {
                logs.append(attempt.id(), event.sequence(), event.at(), line);
                job.record(EventType.LOG, LogLines.reference(event.sequence()));
            }
            case Checkpointed saved -> {
                if (checkpoints.commit(job, saved, job.policy().checkpoint())) {
                    attempt.progressed();
                }
            }
            case Ended ended -> end(ended, job, attempt);
        }
    }

    /**
     * Handles a worker that has returned the attempt: as the user requested, or else by requeueing, which is no
     * failure.
     */
    private void release(LockedJob job, ReasonCode code, String why) {
        if (job.cancelRequested()) {
            job.cancel(new StateReason(ReasonCode.CANCELLED_BY_USER, "cancelled while the worker was stopping"));
            return;
        }
        StartingPoint from = checkpoints.next(job.id());
        if (job.pauseRequested()) {
            job.pause(job.pausedBy().reason(from));
        } else {
            job.requeue(new StateReason(code, why + "; the job resumes from " + from.describe()));
        }
    }

    /**
     * Ends an attempt whose worker has ended, without charging the job for it.
     *
     * @param suspicion see {@link LockedJob#suspicion}
     * @param bytes what workers keep free for the job from now on
     * @param why text for users
     * @return false if the attempt had ended before
     */
    @Transactional
    public boolean interrupt(AttemptId id, String suspicion, long bytes, String why) {
        LockedJob job = queue.lock(id.jobId()).orElse(null);
        Attempt attempt = attempts.find(id).orElse(null);
        if (job == null || attempt == null || !isCurrent(job, attempt)) {
            return false;
        }
        end(attempt, Attempt.State.FAILED);
        job.suspect(suspicion);
        job.reserve(bytes);
        release(job, ReasonCode.WORKER_ENDED, why);
        meters.ended(attempt);
        log.info("job {} attempt {} ended: {}", job.id(), attempt.number(), job.state());
        return true;
    }

    private void end(Ended ended, LockedJob job, Attempt attempt) {
        switch (ended) {
            case Succeeded _ -> {
                end(attempt, Attempt.State.SUCCEEDED);
                job.succeed();
            }
            case Failed failed -> {
                attempt.fail(failed.kind(), clock.instant());
                attempts.save(attempt);
                Integer from = attempt.origin().checkpoint();
                if (failed.hasCode(FailureCode.CHECKPOINT_REFUSED) && from != null) {
                    checkpoints.discard(job, from, failed.message());
                }
                retries.decide(job, attempt, failed.kind(), new StateReason(failed.code(), failed.message()));
            }
            case Released _ -> {
                boolean grows = !attempts.growing(List.of(attempt.id())).isEmpty();
                end(attempt, Attempt.State.RELEASED);
                release(
                        job,
                        grows ? ReasonCode.GANG_GROWS : ReasonCode.WORKER_STOPPED,
                        "the worker handed attempt " + attempt.number() + " back"
                                + (grows ? ", as slots are free for more replicas" : ""));
            }
            case Paused _ -> {
                end(attempt, Attempt.State.PAUSED);
                release(job, ReasonCode.PAUSE_WITHDRAWN, "the pause was withdrawn");
            }
            case Cancelled _ -> {
                end(attempt, Attempt.State.CANCELLED);
                job.cancel(
                        job.cancelRequested()
                                ? new StateReason(ReasonCode.CANCELLED_BY_USER, "cancelled while it ran")
                                : new StateReason(ReasonCode.CANCELLED_BY_WORKER, "the worker stopped the attempt"));
            }
        }
        meters.ended(attempt);
        log.info("job {} attempt {} ended: {}", job.id(), attempt.number(), job.state());
    }

    private void end(Attempt attempt, Attempt.State how) {
        attempt.end(how, clock.instant());
        attempts.save(attempt);
    }
}
