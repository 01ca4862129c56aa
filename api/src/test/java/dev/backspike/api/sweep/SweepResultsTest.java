package dev.backspike.api.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.api.job.JobState;
import dev.backspike.api.job.SweepJobs.RunMetrics;
import dev.backspike.api.job.SweepJobs.RunState;
import dev.backspike.api.sweep.Objective.Goal;
import dev.backspike.api.sweep.Objective.Value;
import dev.backspike.api.sweep.SweepRuns.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Statistics over the runs of a configuration, against figures worked out by hand. */
class SweepResultsTest {

    private static final String SERIES = "validation.accuracy";
    private static final Objective LAST = new Objective(SERIES, Goal.MAX, Value.LAST);

    private int runs;

    @Test
    void meanAndDeviationAreThoseOfTheSample() {
        ConfigurationResult result = new SweepResults(LAST)
                .of(List.of(succeeded(1, 0.9), succeeded(1, 0.92), succeeded(1, 0.97)))
                .getFirst();

        assertThat(result.n()).isEqualTo(3);
        assertThat(result.mean()).isCloseTo(0.93, within(1e-12));
        // squares of -0.03, -0.01, 0.04: 0.0026, over 2, the root of it
        assertThat(result.deviation()).isCloseTo(0.03605551275463989, within(1e-12));
        assertThat(result.best()).isEqualTo(0.97);
        assertThat(result.worst()).isEqualTo(0.9);
        assertThat(result.bestJob()).isEqualTo("j3");
    }

    @Test
    void oneRunHasNoDeviation() {
        assertThat(new SweepResults(LAST)
                        .of(List.of(succeeded(1, 0.9)))
                        .getFirst()
                        .deviation())
                .isNull();
    }

    @Test
    void configurationsAreRankedByTheirMeanTowardsTheGoal() {
        List<Row> rows = List.of(
                succeeded(1, 0.8), succeeded(1, 0.9), succeeded(2, 0.95), succeeded(2, 0.7), succeeded(3, 0.86));

        assertThat(new SweepResults(LAST).of(rows))
                .map(ConfigurationResult::configuration)
                .containsExactly(3, 1, 2);
        assertThat(new SweepResults(new Objective(SERIES, Goal.MIN, Value.LAST)).of(rows))
                .map(ConfigurationResult::configuration)
                .containsExactly(2, 1, 3);
    }

    @Test
    void onlyRunsThatEndedAsTheyShouldCount() {
        List<Row> rows = List.of(
                succeeded(1, 0.5),
                run(1, JobState.FAILED, false, null, 0.9),
                run(1, JobState.CANCELLED, false, null, 0.9),
                run(1, JobState.RUNNING, false, null, 0.9),
                succeeded(1, Double.NaN),
                new Row(9, 1, object(), object(), null),
                run(2, JobState.RUNNING, false, null, 0.99));

        List<ConfigurationResult> results = new SweepResults(LAST).of(rows);

        assertThat(results).map(ConfigurationResult::rank).containsExactly(1, null);
        assertThat(results.getFirst().n()).isEqualTo(1);
        assertThat(results.getFirst().runs()).isEqualTo(6);
        assertThat(results.getFirst().mean()).isEqualTo(0.5);
        assertThat(results.getLast().mean()).isNull();
    }

    @Test
    void runsThatHalvingStoppedComeBehindAndThoseOfTheLowestRungLast() {
        List<Row> rows = List.of(
                run(1, JobState.CANCELLED, true, 1, 0.99),
                run(2, JobState.CANCELLED, true, 3, 0.7),
                run(3, JobState.CANCELLED, true, 3, 0.8),
                succeeded(4, 0.6));

        List<ConfigurationResult> results = new SweepResults(LAST).of(rows);

        assertThat(results).map(ConfigurationResult::configuration).containsExactly(4, 3, 2, 1);
        assertThat(results).map(ConfigurationResult::stopped).containsExactly(0, 1, 1, 1);
    }

    @Test
    void theBestOfAllEpochsStandsForARunWhereThatIsAskedFor() {
        Row run = new Row(
                1,
                1,
                object(),
                object(),
                new RunMetrics(state(JobState.SUCCEEDED, false, null), Map.of(SERIES, 0.7), Map.of(SERIES, 0.8)));

        assertThat(new SweepResults(LAST).value(run)).isEqualTo(0.7);
        assertThat(new SweepResults(new Objective(SERIES, Goal.MAX, Value.BEST)).value(run))
                .isEqualTo(0.8);
    }

    @Test
    void csvHasAColumnForEachParameterAndQuotesWhatNeedsIt() {
        JsonNode parameters = SweepDocuments.JSON.readTree("{\"/a\": 0.5, \"/b,c\": {\"x\": [1, \"y\"]}}");
        Row run = new Row(
                1,
                1,
                parameters,
                object(),
                new RunMetrics(state(JobState.SUCCEEDED, false, null), Map.of(SERIES, 0.75), Map.of()));

        String csv =
                ResultsCsv.of(new SweepReading.Results("s1", "n", LAST, null, new SweepResults(LAST).of(List.of(run))));

        assertThat(csv)
                .isEqualTo("rank,configuration,/a,\"/b,c\",runs,n,stopped,mean,deviation,best,worst,bestJob,epochs\n"
                        + "1,1,0.5,\"{\"\"x\"\":[1,\"\"y\"\"]}\",1,1,0,0.75,,0.75,0.75,j1,20\n");
    }

    private Row succeeded(int configuration, double value) {
        return run(configuration, JobState.SUCCEEDED, false, null, value);
    }

    private Row run(int configuration, JobState state, boolean stopped, @Nullable Integer rung, double value) {
        RunState job = state(state, stopped, rung);
        return new Row(
                job.run(), configuration, object(), object(), new RunMetrics(job, Map.of(SERIES, value), Map.of()));
    }

    private RunState state(JobState state, boolean stopped, @Nullable Integer rung) {
        runs++;
        String reason = stopped ? SweepScheduler.STOPPED : null;
        return new RunState(runs, "j" + runs, state, reason, null, rung, Objects.requireNonNullElse(rung, 20));
    }

    private static JsonNode object() {
        return SweepDocuments.JSON.createObjectNode();
    }
}
