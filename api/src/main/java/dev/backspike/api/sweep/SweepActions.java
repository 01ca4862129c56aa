package dev.backspike.api.sweep;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.http.IfMatch;
import dev.backspike.api.job.JobDeletion;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.PausedBy;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.job.SweepJobs;
import dev.backspike.api.job.SweepJobs.RunState;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.code.ReasonCode;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Actions of users on a sweep as a whole; each applies to all runs of the sweep in one transaction. */
@Component
class SweepActions {

    private final CurrentCaller caller;
    private final SweepRepository sweeps;
    private final SweepJobs jobs;
    private final SweepCounts counts;
    private final LockedRuns locked;
    private final JobDeletion deletion;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    SweepActions(
            CurrentCaller caller,
            SweepRepository sweeps,
            SweepJobs jobs,
            SweepCounts counts,
            LockedRuns locked,
            JobDeletion deletion,
            TransactionTemplate transaction,
            Wakeups wakeups) {
        this.caller = caller;
        this.sweeps = sweeps;
        this.jobs = jobs;
        this.counts = counts;
        this.locked = locked;
        this.deletion = deletion;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /** Pauses the sweep. Runs that a user has paused individually stay paused when the sweep is resumed. */
    void pause(String id, IfMatch seen) {
        change(
                id,
                seen,
                "pause",
                Sweep::pause,
                job -> job.hold(PausedBy.SWEEP, "paused with its sweep while it was " + job.state()));
    }

    void resume(String id, IfMatch seen) {
        change(id, seen, "resume", Sweep::resume, job -> {
            boolean bySweep = job.pausedBy() == PausedBy.SWEEP;
            if (bySweep && job.state() == JobState.PAUSED) {
                job.requeue(new StateReason(ReasonCode.RESUMED_BY_USER, "resumed with its sweep"));
            } else if (bySweep && job.state() == JobState.RUNNING && job.pauseRequested()) {
                job.withdrawPause();
            }
        });
    }

    void cancel(String id, IfMatch seen) {
        change(
                id,
                seen,
                "cancel",
                Sweep::cancel,
                job -> job.cancelOrAsk(new StateReason(ReasonCode.CANCELLED_BY_USER, "cancelled with its sweep")));
    }

    /** Deletes a sweep that has ended, with its jobs and all their data. */
    @Transactional
    public void delete(String id, IfMatch seen) {
        Sweep sweep = lockOwned(id);
        seen.require(counts.version(sweep), "sweep " + id);
        List<RunState> runs = jobs.states(id);
        for (RunState run : runs) {
            if (!run.state().isEnded()) {
                throw new ProblemException(
                        ProblemCode.SWEEP_NOT_ENDED,
                        "run " + run.run() + " of sweep " + id + " is " + run.state()
                                + "; cancel the sweep before you delete it");
            }
        }
        List<String> ids = runs.stream().map(RunState::jobId).toList();
        for (int from = 0; from < ids.size(); from += LockedRuns.AT_ONCE) {
            deletion.deleteAll(ids.subList(from, Math.min(ids.size(), from + LockedRuns.AT_ONCE)));
            locked.flushAndClear();
        }
        sweeps.deleteById(sweep.id());
    }

    private Sweep lockOwned(String id) {
        Sweep sweep = sweeps.lock(id).orElseThrow(() -> notFound(id));
        caller.requireOwner(sweep.owner(), "sweep " + id);
        return sweep;
    }

    static ProblemException notFound(String id) {
        return new ProblemException(ProblemCode.SWEEP_NOT_FOUND, "there is no sweep " + id);
    }

    private void change(String id, IfMatch seen, String action, Consumer<Sweep> ofSweep, Consumer<LockedJob> ofRun) {
        transaction.executeWithoutResult(_ -> {
            Sweep sweep = lockOwned(id);
            seen.require(counts.version(sweep), "sweep " + id);
            ofSweep.accept(sweep);
            locked.flushAndClear();
            List<String> open = jobs.states(id).stream()
                    .filter(run -> !run.state().isEnded())
                    .map(RunState::jobId)
                    .toList();
            if (locked.changeAll(open, job -> !job.state().isEnded(), ofRun) == 0) {
                throw new ProblemException(
                        ProblemCode.SWEEP_ENDED, "cannot " + action + " sweep " + id + ": it has ended");
            }
        });
        wakeups.raise(Wakeups.QUEUE);
    }
}
