package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The progress of all runs of a sweep together.
 *
 * @param byState number of jobs in each state
 * @param stoppedBySweep number of cancelled jobs that successive halving has stopped
 * @param epochsDone epochs completed; a run that has ended counts with all its epochs
 * @param lastEnd when the most recent run ended; null if no run has ended
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
