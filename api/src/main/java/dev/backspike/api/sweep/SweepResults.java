package dev.backspike.api.sweep;

import dev.backspike.api.job.JobState;
import dev.backspike.api.job.SweepJobs.RunMetrics;
import dev.backspike.api.job.SweepJobs.RunState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the results of a sweep by configuration, best mean first. Configurations that successive halving has stopped
 * follow those that were trained for all epochs, and those stopped at a lower rung come last.
 */
final class SweepResults {

    private final Objective objective;

    SweepResults(Objective objective) {
        this.objective = objective;
    }

    /** A run that counts, with its value. */
    private record Counted(RunState run, double value) {

        /** Returns the epoch at which the run was stopped; {@link Integer#MAX_VALUE} if it was not stopped. */
        int reach() {
            return SweepScheduler.stoppedByHalving(run)
                    ? Objects.requireNonNullElse(run.pauseAtEpoch(), run.epoch())
                    : Integer.MAX_VALUE;
        }
    }

    /** @param counted the runs that count, better ones first */
    private record Configuration(List<SweepRuns.Row> runs, List<Counted> counted) {

        int reach() {
            return counted.stream().mapToInt(Counted::reach).min().orElse(0);
        }

        double mean() {
            return counted.stream().mapToDouble(Counted::value).average().orElse(Double.NaN);
        }
    }

    List<ConfigurationResult> of(List<SweepRuns.Row> runs) {
        Map<Integer, List<SweepRuns.Row>> rows = new TreeMap<>();
        for (SweepRuns.Row run : runs) {
            rows.computeIfAbsent(run.configuration(), _ -> new ArrayList<>()).add(run);
        }
        List<Configuration> inOrder = rows.values().stream()
                .map(ofOne -> new Configuration(ofOne, counted(ofOne)))
                .sorted(Comparator.comparing(Configuration::reach, Comparator.reverseOrder())
                        .thenComparing(Configuration::mean, objective.goal().betterFirst()))
                .toList();
        List<ConfigurationResult> results = new ArrayList<>();
        for (Configuration one : inOrder) {
            results.add(result(one, one.counted().isEmpty() ? null : results.size() + 1));
        }
        return results;
    }

    /** Returns the current value of the objective for a run; null if there is none or it is not finite. */
    @Nullable
    Double value(SweepRuns.Row run) {
        RunMetrics job = run.job();
        if (job == null) {
            return null;
        }
        Double latest = job.latest().get(objective.series());
        Double best = job.best().get(objective.series());
        Double value = objective.value() == Objective.Value.BEST && best != null ? best : latest;
        return value == null || !Double.isFinite(value) ? null : value;
    }

    private List<Counted> counted(List<SweepRuns.Row> runs) {
        List<Counted> counted = new ArrayList<>();
        for (SweepRuns.Row run : runs) {
            RunState job = run.state();
            Double value = value(run);
            if (job != null && value != null && counts(job)) {
                counted.add(new Counted(job, value));
            }
        }
        counted.sort(Comparator.comparing(Counted::value, objective.goal().betterFirst()));
        return counted;
    }

    private static boolean counts(RunState run) {
        return run.state() == JobState.SUCCEEDED || SweepScheduler.stoppedByHalving(run);
    }

    private static ConfigurationResult result(Configuration one, @Nullable Integer rank) {
        List<Counted> counted = one.counted();
        boolean none = counted.isEmpty();
        return new ConfigurationResult(
                rank,
                one.runs().getFirst().configuration(),
                one.runs().getFirst().parameters(),
                one.runs().size(),
                counted.size(),
                (int) counted.stream()
                        .filter(run -> SweepScheduler.stoppedByHalving(run.run()))
                        .count(),
                none ? null : one.mean(),
                deviation(one),
                none ? null : counted.getFirst().value(),
                none ? null : counted.getLast().value(),
                none ? null : counted.getFirst().run().jobId(),
                counted.stream().mapToInt(run -> run.run().epoch()).min().orElse(0));
    }

    private static @Nullable Double deviation(Configuration one) {
        int n = one.counted().size();
        if (n < 2) {
            return null;
        }
        double mean = one.mean();
        double squares = one.counted().stream()
                .mapToDouble(run -> (run.value() - mean) * (run.value() - mean))
                .sum();
        return Math.sqrt(squares / (n - 1));
    }
}
