package dev.backspike.api.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.backspike.api.job.JobState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sweep as users see it.
 *
 * @param owner who submitted it; {@code local} without security
 * @param cancelRequested whether it has been cancelled, though workers may yet have to stop
 * @param runs how many jobs it made; a user may have deleted some since
 * @param counts how many jobs are in each state
 * @param stoppedBySweep how many of the cancelled ones successive halving has ended
 * @param percent of all epochs; a run that was stopped counts as done
 * @param caution what has to be known of the ranking, such as that it is by the test data; null if nothing
 * @param halving null unless runs are stopped early
 * @param best the configuration that leads; null while none has a value, and in lists
 * @param spec as submitted, to the letter; not in lists
 * @param endedAt when the last run ended; null while some run has not
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SweepResource(
        String id,
        String name,
        String owner,
        SweepState state,
        boolean cancelRequested,
        int runs,
        int configurations,
        Map<JobState, Integer> counts,
        int stoppedBySweep,
        double percent,
        Objective objective,
        @Nullable String caution,
        @Nullable Integer maxConcurrentRuns,
        @Nullable Rungs halving,
        @Nullable ConfigurationResult best,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
        String spec,

        Instant createdAt,
        @Nullable Instant endedAt) {

    /** @param epochs after which runs are compared, and one in {@code factor} goes on */
    record Rungs(List<Integer> epochs, int factor) {}

    static SweepResource of(Sweep sweep, RunCounts runs, @Nullable ConfigurationResult best, @Nullable String spec) {
        Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
        for (JobState state : JobState.values()) {
            counts.put(state, runs.of(state));
        }
        return new SweepResource(
                sweep.id(),
                sweep.name(),
                sweep.owner(),
                SweepState.of(sweep, runs),
                sweep.cancelled(),
                sweep.runs(),
                sweep.configurations(),
                counts,
                runs.stoppedBySweep(),
                runs.percent(),
                sweep.objective(),
                sweep.objective().caution(),
                sweep.maxConcurrentRuns(),
                sweep.factor() == null ? null : new Rungs(sweep.rungs(), sweep.factor()),
                best,
                spec,
                sweep.createdAt(),
                runs.open() > 0 ? null : runs.lastEnd());
    }
}
