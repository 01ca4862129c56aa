package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.PausedBy;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.job.SweepJobs;
import dev.backspike.api.job.SweepJobs.RunState;
import dev.backspike.api.metric.MetricTable;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ReasonCode;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Schedules the runs of open sweeps: promotes the best runs at each rung, stops runs that can no longer be promoted,
 * and queues held runs as others end. Each pass decides from the database alone, under the lock of the sweep, so any
 * number of service replicas can run it and a crash loses nothing.
 */
@Component
class SweepScheduler {

    /** The reason code of a run that successive halving has stopped. */
    static final String STOPPED = ReasonCode.STOPPED_BY_SWEEP.word();

    private static final Logger log = LoggerFactory.getLogger(SweepScheduler.class);

    private static final Set<JobState> ACTIVE = EnumSet.of(JobState.QUEUED, JobState.RUNNING, JobState.RETRY_WAIT);

    private final SweepRepository sweeps;
    private final SweepRuns runs;
    private final SweepJobs jobs;
    private final MetricTable metrics;
    private final LockedRuns locked;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Wakeups wakeups;

    SweepScheduler(
            SweepRepository sweeps,
            SweepRuns runs,
            SweepJobs jobs,
            MetricTable metrics,
            LockedRuns locked,
            TransactionTemplate transaction,
            Clock clock,
            Wakeups wakeups) {
        this.sweeps = sweeps;
        this.runs = runs;
        this.jobs = jobs;
        this.metrics = metrics;
        this.locked = locked;
        this.transaction = transaction;
        this.clock = clock;
        this.wakeups = wakeups;
    }

    @Scheduled(fixedDelayString = "${backspike.sweeps.check-interval:500ms}")
    synchronized void runOnce() {
        for (String id : sweeps.open()) {
            transaction.executeWithoutResult(_ -> sweeps.tryLockOpen(id).ifPresent(this::schedule));
        }
    }

    private void schedule(Sweep sweep) {
        List<RunState> runStates = jobs.states(sweep.id());
        if (runStates.stream().allMatch(run -> run.state().isEnded())) {
            sweep.end(clock.instant());
            log.info("sweep {} ended", sweep.id());
            return;
        }
        if (sweep.paused() || sweep.cancelled()) {
            return;
        }
        long active =
                runStates.stream().filter(run -> ACTIVE.contains(run.state())).count();
        long most = Objects.requireNonNullElse(sweep.maxConcurrentRuns(), Integer.MAX_VALUE);
        Slots slots = new Slots(most - active);
        if (sweep.factor() != null) {
            halve(sweep, sweep.factor(), runStates, slots);
        }
        for (RunState run : runStates) {
            if (run.state() == JobState.PAUSED && run.pausedBy() == PausedBy.LIMIT && slots.areFree()) {
                change(
                        run,
                        PausedBy.LIMIT,
                        job -> job.requeue(new StateReason(
                                ReasonCode.RELEASED_BY_SWEEP,
                                "fewer runs of its sweep are active than the limit allows")));
                slots.take();
            }
        }
        if (slots.taken) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    private void halve(Sweep sweep, int factor, List<RunState> runStates, Slots slots) {
        List<Integer> rungs = sweep.rungs();
        Objective objective = sweep.objective();
        List<Map<Integer, Double>> results = runs.results(sweep.id(), rungs.size());
        for (RunState run : runStates) {
            for (int rung = 0; rung < rungs.size(); rung++) {
                if (!results.get(rung).containsKey(run.run()) && hasArrived(run, rung, rungs)) {
                    double value = value(run, objective, rungs.get(rung));
                    runs.addResult(sweep.id(), rung, run.run(), value);
                    results.get(rung).put(run.run(), value);
                }
            }
        }
        Halving.Decision decision = new Halving(objective.goal(), factor, rungs.size())
                .decide(
                        runStates.stream()
                                .map(run -> new Halving.Contender(run.run(), next(run, rungs), status(run)))
                                .toList(),
                        results);
        for (RunState run : runStates) {
            if (decision.stop().contains(run.run())) {
                String better = "1 run in " + factor + " continues after epoch " + run.pauseAtEpoch()
                        + ", and enough other runs have better " + objective.series();
                change(run, PausedBy.RUNG, job -> job.cancel(new StateReason(ReasonCode.STOPPED_BY_SWEEP, better)));
            }
        }
        for (int number : decision.promote()) {
            if (slots.areFree()) {
                RunState run = runStates.stream()
                        .filter(one -> one.run() == number)
                        .findFirst()
                        .orElseThrow();
                int after = next(run, rungs) + 1;
                Integer rung = after == rungs.size() ? null : rungs.get(after);
                change(run, PausedBy.RUNG, job -> job.release(rung, promoted(run, rung)));
                slots.take();
            }
        }
    }

    private static StateReason promoted(RunState run, @Nullable Integer rung) {
        return new StateReason(
                ReasonCode.PROMOTED_BY_SWEEP,
                "among the best at epoch " + run.pauseAtEpoch() + "; continues to "
                        + (rung == null ? "the last epoch" : "epoch " + rung));
    }

    private static boolean hasArrived(RunState run, int rung, List<Integer> rungs) {
        if (run.state() == JobState.SUCCEEDED) {
            return true;
        }
        int next = next(run, rungs);
        return rung < next ? run.epoch() >= rungs.get(rung) : rung == next && isAtRung(run);
    }

    private double value(RunState run, Objective objective, int epoch) {
        Double value = metrics.valueAfter(run.jobId(), objective.series(), epoch);
        return value == null || !Double.isFinite(value) ? Double.NaN : value;
    }

    private static int next(RunState run, List<Integer> rungs) {
        int index = run.pauseAtEpoch() == null ? -1 : rungs.indexOf(run.pauseAtEpoch());
        return index < 0 ? rungs.size() : index;
    }

    private static boolean isAtRung(RunState run) {
        return run.state() == JobState.PAUSED && run.pausedBy() == PausedBy.RUNG;
    }

    private static Halving.Status status(RunState run) {
        return switch (run.state()) {
            case SUCCEEDED -> Halving.Status.FINISHED;
            case CANCELLED -> stoppedByHalving(run) ? Halving.Status.FINISHED : Halving.Status.EXCLUDED;
            case FAILED -> Halving.Status.EXCLUDED;
            default -> isAtRung(run) ? Halving.Status.WAITING : Halving.Status.TRAINING;
        };
    }

    /** Whether successive halving has stopped the run. */
    static boolean stoppedByHalving(RunState run) {
        return STOPPED.equals(run.reasonCode());
    }

    /** Applies a change unless the job has changed its state since it was read. */
    private void change(RunState run, PausedBy by, Consumer<LockedJob> change) {
        locked.change(run.jobId(), job -> job.state() == JobState.PAUSED && job.pausedBy() == by, change);
    }

    /** Counts how many more runs may be queued. */
    private static final class Slots {

        private long left;
        private boolean taken;

        Slots(long left) {
            this.left = left;
        }

        boolean areFree() {
            return left > 0;
        }

        void take() {
            left--;
            taken = true;
        }
    }
}
