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
 * Looks after sweeps that are not over: lets the best runs at a rung go on, stops those that cannot, gives held runs
 * their turn. Everything is decided anew from the database at each look, under the lock of the sweep, so that any
 * number of replicas may look and a crash loses nothing.
 */
@Component
class SweepKeeper {

    /** The reason of a run that successive halving has ended. */
    static final String STOPPED = ReasonCode.STOPPED_BY_SWEEP.word();

    private static final Logger log = LoggerFactory.getLogger(SweepKeeper.class);

    private static final Set<JobState> ACTIVE = EnumSet.of(JobState.QUEUED, JobState.RUNNING, JobState.RETRY_WAIT);

    private final SweepRepository sweeps;
    private final SweepRuns runs;
    private final SweepJobs jobs;
    private final MetricTable metrics;
    private final LockedRuns locked;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Wakeups wakeups;

    SweepKeeper(
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

    @Scheduled(fixedDelayString = "${backspike.sweeps.look:500ms}")
    synchronized void look() {
        for (String id : sweeps.open()) {
            transaction.executeWithoutResult(_ -> sweeps.tryLockOpen(id).ifPresent(this::tend));
        }
    }

    private void tend(Sweep sweep) {
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
        Turns turns = new Turns(most - active);
        if (sweep.factor() != null) {
            halve(sweep, sweep.factor(), runStates, turns);
        }
        for (RunState run : runStates) {
            if (run.state() == JobState.PAUSED && run.pausedBy() == PausedBy.LIMIT && turns.left()) {
                change(
                        run,
                        PausedBy.LIMIT,
                        job -> job.requeue(new StateReason(ReasonCode.RELEASED_BY_SWEEP, "its turn has come")));
                turns.take();
            }
        }
        if (turns.taken) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    private void halve(Sweep sweep, int factor, List<RunState> runStates, Turns turns) {
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
                String better = "1 in " + factor + " goes on at epoch " + run.pauseAtEpoch()
                        + ", and enough others are better in " + objective.series();
                change(run, PausedBy.RUNG, job -> job.cancel(new StateReason(ReasonCode.STOPPED_BY_SWEEP, better)));
            }
        }
        for (int number : decision.goOn()) {
            if (turns.left()) {
                RunState run = runStates.stream()
                        .filter(one -> one.run() == number)
                        .findFirst()
                        .orElseThrow();
                int after = next(run, rungs) + 1;
                Integer rung = after == rungs.size() ? null : rungs.get(after);
                change(run, PausedBy.RUNG, job -> job.release(rung, promoted(run, rung)));
                turns.take();
            }
        }
    }

    private static StateReason promoted(RunState run, @Nullable Integer rung) {
        return new StateReason(
                ReasonCode.PROMOTED_BY_SWEEP,
                "among the best at epoch " + run.pauseAtEpoch() + "; goes on to "
                        + (rung == null ? "its end" : "epoch " + rung));
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
            case SUCCEEDED -> Halving.Status.OVER;
            case CANCELLED -> hasStopped(run) ? Halving.Status.OVER : Halving.Status.OUT;
            case FAILED -> Halving.Status.OUT;
            default -> isAtRung(run) ? Halving.Status.WAITING : Halving.Status.ON_ITS_WAY;
        };
    }

    /** Whether successive halving has ended the run. */
    static boolean hasStopped(RunState run) {
        return STOPPED.equals(run.reasonCode());
    }

    /** Unless somebody has moved the job since it was looked at. */
    private void change(RunState run, PausedBy by, Consumer<LockedJob> change) {
        locked.change(run.jobId(), job -> job.state() == JobState.PAUSED && job.pausedBy() == by, change);
    }

    /** How many more runs may join the queue. */
    private static final class Turns {

        private long left;
        private boolean taken;

        Turns(long left) {
            this.left = left;
        }

        boolean left() {
            return left > 0;
        }

        void take() {
            left--;
            taken = true;
        }
    }
}
