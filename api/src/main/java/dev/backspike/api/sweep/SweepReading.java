package dev.backspike.api.sweep;

import dev.backspike.api.http.IfMatch;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.SweepJobs.RunState;
import dev.backspike.api.sweep.Objective.Goal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Reads sweeps, their runs and results for the REST API. */
@Component
@Transactional(readOnly = true)
class SweepReading {

    private static final Pattern SWEEP_ID = Pattern.compile("s[0-9a-z]{18}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    /** Greater than the id of every sweep. */
    private static final String NEWEST = "t";

    private final SweepRepository sweeps;
    private final SweepRuns runs;
    private final SweepCounts counts;

    SweepReading(SweepRepository sweeps, SweepRuns runs, SweepCounts counts) {
        this.sweeps = sweeps;
        this.runs = runs;
        this.counts = counts;
    }

    /**
     * @param sweeps newest first
     * @param nextPageToken null on the last page
     */
    record SweepPage(List<SweepResource> sweeps, @Nullable String nextPageToken) {}

    /**
     * A run of a sweep.
     *
     * @param run its number
     * @param replicate the values that set it apart from other runs of its configuration, by JSON pointer
     * @param job id of the job; null, like everything read from the job, if a user has deleted it
     * @param stoppedBySweep whether successive halving has stopped it
     * @param value current value of the objective; null while there is none
     */
    record RunResource(
            int run,
            int configuration,
            JsonNode parameters,
            JsonNode replicate,
            @Nullable String job,
            @Nullable JobState state,
            boolean stoppedBySweep,
            int epoch,
            @Nullable Double value) {}

    /**
     * @param runs the runs in order of their numbers
     * @param nextPageToken null on the last page
     */
    record RunPage(List<RunResource> runs, @Nullable String nextPageToken) {}

    /**
     * @param caution a caution about the ranking, such as that it uses the test data; null if there is none
     * @param configurations best first; those without a run that counts last
     */
    record Results(
            String sweep,
            String name,
            Objective objective,
            @Nullable String caution,
            List<ConfigurationResult> configurations) {}

    /** @param owner null for the sweeps of all owners */
    SweepPage list(@Nullable String owner, @Nullable String pageToken, int limit) {
        PageLimit limited = new PageLimit(limit);
        String before = pageToken == null ? NEWEST : PageToken.read(pageToken, SWEEP_ID);
        List<Sweep> found = owner == null
                ? sweeps.before(before, limited.andOneMore())
                : sweeps.before(before, owner, limited.andOneMore());
        List<Sweep> page = limited.page(found);
        Map<String, RunCounts> counted = counts.of(page.stream().map(Sweep::id).toList());
        return new SweepPage(
                page.stream()
                        .map(sweep ->
                                SweepResource.of(sweep, counted.getOrDefault(sweep.id(), RunCounts.NONE), null, null))
                        .toList(),
                limited.next(found, Sweep::id));
    }

    /** @param etag changes whenever the resource does */
    record Tagged(SweepResource sweep, String etag) {}

    Tagged get(String id) {
        Sweep sweep = find(id);
        RunCounts counted = counts.of(List.of(id)).getOrDefault(id, RunCounts.NONE);
        List<ConfigurationResult> results = results(sweep, sweep.objective());
        ConfigurationResult best = results.isEmpty() || results.getFirst().rank() == null ? null : results.getFirst();
        return new Tagged(
                SweepResource.of(sweep, counted, best, sweep.submitted()), IfMatch.tag(counts.version(sweep), ""));
    }

    RunPage runs(String id, @Nullable String pageToken, int limit) {
        PageLimit limited = new PageLimit(limit);
        SweepResults values = new SweepResults(find(id).objective());
        int after = pageToken == null ? 0 : Integer.parseInt(PageToken.read(pageToken, NUMBER));
        List<SweepRuns.Row> found = runs.rows(id, after, limited.andOneMore());
        List<RunResource> page =
                limited.page(found).stream().map(row -> resource(row, values)).toList();
        return new RunPage(page, limited.next(found, row -> String.valueOf(row.number())));
    }

    /** @param series name of a series; null for that of the objective */
    Results results(String id, @Nullable String series) {
        Sweep sweep = find(id);
        Objective objective = series == null || series.equals(sweep.objective().series())
                ? sweep.objective()
                : new Objective(series, Goal.of(series), sweep.objective().value());
        return new Results(id, sweep.name(), objective, objective.caution(), results(sweep, objective));
    }

    private List<ConfigurationResult> results(Sweep sweep, Objective objective) {
        return new SweepResults(objective).of(runs.rows(sweep.id(), 0, Integer.MAX_VALUE));
    }

    private Sweep find(String id) {
        return sweeps.findById(id).orElseThrow(() -> SweepActions.notFound(id));
    }

    private static RunResource resource(SweepRuns.Row row, SweepResults values) {
        RunState job = row.state();
        return new RunResource(
                row.number(),
                row.configuration(),
                row.parameters(),
                row.replicate(),
                job == null ? null : job.jobId(),
                job == null ? null : job.state(),
                job != null && SweepScheduler.stoppedByHalving(job),
                job == null ? 0 : job.epoch(),
                values.value(row));
    }
}
