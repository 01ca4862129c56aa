package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import dev.backspike.api.job.SweepJobs;
import dev.backspike.api.job.SweepJobs.RunGroup;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts the runs of sweeps. */
@Component
class SweepCounts {

    private final SweepJobs jobs;

    SweepCounts(SweepJobs jobs) {
        this.jobs = jobs;
    }

    /** Returns the counts by sweep; a sweep without jobs is absent. */
    Map<String, RunCounts> of(Collection<String> sweeps) {
        Map<String, RunCounts> counts = new HashMap<>();
        if (sweeps.isEmpty()) {
            return counts;
        }
        for (RunGroup group : jobs.groups(sweeps)) {
            counts.merge(
                    group.sweepId(),
                    new RunCounts(
                            Map.of(group.state(), group.runs()),
                            SweepScheduler.STOPPED.equals(group.reasonCode()) ? group.runs() : 0,
                            group.epochsDone(),
                            group.epochs(),
                            group.lastEnd()),
                    SweepCounts::sum);
        }
        return counts;
    }

    /** Returns a version that changes whenever the sweep or one of its runs changes. */
    String version(Sweep sweep) {
        return jobs.version(sweep.id()) + (sweep.paused() ? ".paused" : "") + (sweep.cancelled() ? ".cancelled" : "");
    }

    private static RunCounts sum(RunCounts a, RunCounts b) {
        Map<JobState, Integer> byState = new EnumMap<>(JobState.class);
        byState.putAll(a.byState());
        b.byState().forEach((state, runs) -> byState.merge(state, runs, Integer::sum));
        return new RunCounts(
                byState,
                a.stoppedBySweep() + b.stoppedBySweep(),
                a.epochsDone() + b.epochsDone(),
                a.epochs() + b.epochs(),
                later(a.lastEnd(), b.lastEnd()));
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }
}
