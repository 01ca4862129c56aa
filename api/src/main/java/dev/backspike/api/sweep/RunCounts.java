package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the runs of a sweep stand, together.
 *
 * @param byState how many jobs are in each state
 * @param stoppedBySweep how many of the cancelled ones successive halving has ended
 * @param epochsDone epochs that count as done: all of a run that has ended
 * @param lastEnd when the last run to end did so; null before the first
 */
record RunCounts(
        Map<JobState, Integer> byState,
        int stoppedBySweep,
        long epochsDone,
        long epochs,
        @Nullable Instant lastEnd) {

    static final RunCounts NONE = new RunCounts(Map.of(), 0, 0, 0, null);

    int of(JobState state) {
        return byState.getOrDefault(state, 0);
    }

    int open() {
        return byState.entrySet().stream()
                .filter(entry -> !entry.getKey().isEnded())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    int failed() {
        return of(JobState.FAILED);
    }

    int cancelledByUser() {
        return of(JobState.CANCELLED) - stoppedBySweep;
    }

    double percent() {
        return epochs == 0 ? 0 : Math.round(1000.0 * epochsDone / epochs) / 10.0;
    }
}
