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
 * A sweep in the REST API.
 *
 * @param owner name of the user who submitted it; {@code local} without authentication
 * @param cancelRequested whether it has been cancelled; workers may not have stopped yet
 * @param runs number of runs; users may have deleted some of their jobs since
 * @param counts number of jobs in each state
 * @param stoppedBySweep number of cancelled jobs that successive halving has stopped
 * @param percent share of all epochs that is done; a run that has ended counts as done
 * @param caution a caution about the ranking, such as that it uses the test data; null if there is none
 * @param halving null unless runs are stopped early
 * @param best the best configuration so far; null while none has a value, and in lists
 * @param spec the specification exactly as submitted; absent in lists
 * @param endedAt when the last run ended; null before that
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

    /**
     * @param epochs epochs after which runs are compared
     * @param factor one in {@code factor} runs at a rung is promoted
     */
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
