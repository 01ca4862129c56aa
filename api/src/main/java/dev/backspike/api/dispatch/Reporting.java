package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.log.LogLines;
import dev.backspike.api.metric.MetricLog;
import dev.backspike.api.metric.MetricLog.Measurement;
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
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes a worker's events in: one report, one transaction, with the job locked. */
@Component
class Reporting {

    private static final Logger log = LoggerFactory.getLogger(Reporting.class);

    /** The code of a failure that blames the checkpoint which the attempt began with. */
    private static final String CHECKPOINT_REFUSED = "checkpoint-refused";

    private final CurrentCaller caller;
    private final JobQueue queue;
    private final AttemptRepository attempts;
    private final MetricLog metrics;
    private final LogLines logs;
    private final Checkpoints checkpoints;
    private final Retries retries;
    private final LeaseProperties lease;
    private final Clock clock;
    private final Counter stored;

    Reporting(
            CurrentCaller caller,
            JobQueue queue,
            AttemptRepository attempts,
            MetricLog metrics,
            LogLines logs,
            Checkpoints checkpoints,
            Retries retries,
            LeaseProperties lease,
            Clock clock,
            MeterRegistry meters) {
        this.caller = caller;
        this.queue = queue;
        this.attempts = attempts;
        this.metrics = metrics;
        this.logs = logs;
        this.checkpoints = checkpoints;
        this.retries = retries;
        this.lease = lease;
        this.clock = clock;
        this.stored = Counter.builder("backspike.events.stored")
                .description("Events stored that workers reported")
                .register(meters);
    }

    @Transactional
    public ReportResponse store(Report report) {
        LockedJob job =
                queue.lock(report.attempt().jobId()).orElseThrow(() -> new StaleAttemptException(report.attempt()));
        Attempt attempt = attempts.findById(Attempt.Key.of(report.attempt()))
                .filter(found -> found.worker().equals(report.worker().text())
                        && found.leasedAs().equals(caller.name()))
                .orElseThrow(() -> new StaleAttemptException(report.attempt()));
        List<SequencedEvent> fresh = report.events().stream()
                .filter(event -> event.sequence() > attempt.acknowledged())
                .toList();
        if (!isCurrent(job, attempt)) {
            return answerRetransmission(attempt, fresh);
        }
        checkOrder(fresh, attempt.acknowledged());
        fresh.forEach(event -> EventRules.check(event.event()));
        if (attempt.state() == Attempt.State.SUSPECT) {
            attempt.readopt(clock.instant().plus(lease.duration()));
            job.record(EventType.ATTEMPT_READOPTED, Map.of("worker", attempt.worker()));
        }
        List<Measurement> measurements = new ArrayList<>();
        for (SequencedEvent event : fresh) {
            apply(event, job, attempt, measurements);
            attempt.acknowledge(event.sequence());
        }
        metrics.append(job.id().text(), attempt.number(), measurements);
        stored.increment(fresh.size());
        return new ReportResponse(attempt.acknowledged(), command(job));
    }

    private static Command command(LockedJob job) {
        if (job.cancelRequested()) {
            return Command.CANCEL;
        }
        return job.pauseRequested() ? Command.PAUSE : Command.GO_ON;
    }

    private static boolean isCurrent(LockedJob job, Attempt attempt) {
        return job.isRunBy(attempt.worker(), attempt.number())
                && attempt.state().isOpen();
    }

    /** The answer to the last report of an attempt may have been lost; then it comes again, and is no news. */
    private static ReportResponse answerRetransmission(Attempt attempt, List<SequencedEvent> fresh) {
        if (attempt.state() == Attempt.State.LOST || !fresh.isEmpty()) {
            throw new StaleAttemptException(attempt.attemptId());
        }
        return new ReportResponse(attempt.acknowledged(), Command.GO_ON);
    }

    private static void checkOrder(List<SequencedEvent> fresh, long acknowledged) {
        long expected = acknowledged + 1;
        for (SequencedEvent event : fresh) {
            if (event.sequence() != expected) {
                throw new RefusedException(
                        "event-gap",
                        "expected event " + expected + " of the attempt, got " + event.sequence() + "; send again from "
                                + (acknowledged + 1));
            }
            expected++;
        }
        for (SequencedEvent event : fresh.subList(0, Math.max(0, fresh.size() - 1))) {
            if (event.event() instanceof Ended) {
                throw new RefusedException(
                        "event-after-end", "event " + event.sequence() + " ends the attempt, but others follow");
            }
        }
    }

    private void apply(SequencedEvent event, LockedJob job, Attempt attempt, List<Measurement> measurements) {
        switch (event.event()) {
            case Started started -> {
                attempt.trains(started.engine(), started.threads(), event.at());
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
                measurements.add(new Measurement(at.epoch(), at.step(), at.values()));
                job.measured(
                        at.epoch(), at.step(), at.values(), attempt.secondsLeft(event.at(), at.step(), job.steps()));
                job.record(EventType.METRICS, Map.of("epoch", at.epoch(), "step", at.step(), "values", at.values()));
                job.holdAtRung();
            }
            case Noted noted -> {
                StateReason note = new StateReason(noted.code(), noted.message());
                job.record(EventType.NOTE, Map.of("code", note.code(), "message", note.message()));
            }
            case Logged line -> {
                logs.append(attempt.attemptId(), event.sequence(), event.at(), line);
                job.record(EventType.LOG, Map.of("level", line.level(), "message", LogLines.fitting(line.message())));
            }
            case Checkpointed saved -> {
                if (checkpoints.commit(job, saved, job.resolvedSpec().training().checkpoint())) {
                    attempt.progressed();
                }
            }
            case Ended ended -> end(ended, job, attempt);
        }
    }

    /** Its worker has let go of it: it is what the user wants, or queued again, which costs it nothing. */
    private void giveUp(LockedJob job, String code, String why) {
        if (job.cancelRequested()) {
            job.cancel(new StateReason("cancelled-by-user", "cancelled while its worker was stopping"));
            return;
        }
        String from = checkpoints.describe(job.id());
        if (job.pauseRequested()) {
            job.pause(job.pausedBy().reason(from));
        } else {
            job.requeue(new StateReason(code, why + "; the job goes on from " + from));
        }
    }

    private void end(Ended ended, LockedJob job, Attempt attempt) {
        switch (ended) {
            case Succeeded _ -> {
                attempt.end(Attempt.State.SUCCEEDED, clock.instant());
                job.succeed();
            }
            case Failed failed -> {
                attempt.fail(failed.kind(), clock.instant());
                Integer from = attempt.resumedCheckpoint();
                if (failed.code().equals(CHECKPOINT_REFUSED) && from != null) {
                    checkpoints.discard(job, from, failed.message());
                }
                retries.decide(job, attempt, failed.kind(), new StateReason(failed.code(), failed.message()));
            }
            case Released _ -> {
                attempt.end(Attempt.State.RELEASED, clock.instant());
                giveUp(job, "worker-stopped", "the worker of attempt " + attempt.number() + " handed it back");
            }
            case Paused _ -> {
                attempt.end(Attempt.State.PAUSED, clock.instant());
                giveUp(job, "pause-withdrawn", "resumed while it was pausing");
            }
            case Cancelled _ -> {
                attempt.end(Attempt.State.CANCELLED, clock.instant());
                job.cancel(
                        job.cancelRequested()
                                ? new StateReason("cancelled-by-user", "cancelled while it ran")
                                : new StateReason("cancelled-by-worker", "its worker stopped it"));
            }
        }
        log.info("job {} attempt {} ended: {}", job.id(), attempt.number(), job.state());
    }
}
