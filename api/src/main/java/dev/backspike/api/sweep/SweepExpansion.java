package dev.backspike.api.sweep;

import dev.backspike.api.job.JobIntake;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.json.InvalidSpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Expands a sweep into its runs: every configuration with every replicate. */
@Component
class SweepExpansion {

    private final JobIntake intake;
    private final SweepProperties limits;

    SweepExpansion(JobIntake intake, SweepProperties limits) {
        this.intake = intake;
        this.limits = limits;
    }

    /**
     * Expands the sweep. The same specification gives the same runs in the same order, as long as the data have the
     * same speakers.
     *
     * @throws ProblemException if there are too many runs
     * @throws InvalidSpecException if a parameter's path cannot exist, or the data have no speakers to hold out
     */
    List<Run> runs(SweepSpec spec) {
        long configurations = Configurations.requested(spec);
        long times = spec.replicates().countWithoutSpeakers();
        if (configurations > limits.maxRuns() || configurations * times > limits.maxRuns()) {
            throw tooMany(
                    configurations == Long.MAX_VALUE
                            ? "more runs than can be counted"
                            : counted(configurations, times));
        }
        List<Run> runs = new ArrayList<>();
        int configuration = 0;
        for (Map<String, JsonNode> parameters : Configurations.of(spec)) {
            configuration++;
            ObjectNode configured = SpecTree.with(spec.base(), parameters);
            for (Map<String, JsonNode> replicate : spec.replicates().each(() -> speakers(spec, configured))) {
                if (runs.size() == limits.maxRuns()) {
                    throw tooMany("one run per speaker of the data, and thus too many runs in total");
                }
                int number = runs.size() + 1;
                Map<String, JsonNode> set = new LinkedHashMap<>(parameters);
                set.putAll(replicate);
                ObjectNode job = SpecTree.with(spec.base(), set).put("name", spec.name() + "/" + number);
                runs.add(new Run(number, configuration, parameters, replicate, job));
            }
        }
        return runs;
    }

    private List<Integer> speakers(SweepSpec spec, ObjectNode job) {
        try {
            return intake.speakers(job);
        } catch (InvalidSpecException e) {
            throw new InvalidSpecException(e.errors().stream()
                    .map(error -> RunErrors.atSweepField(spec, error))
                    .toList());
        }
    }

    private static String counted(long configurations, long times) {
        return configurations * times + " runs"
                + (times == 1 ? "" : " (" + configurations + " configurations x " + times + ")");
    }

    private ProblemException tooMany(String wouldHave) {
        return new ProblemException(
                ProblemCode.TOO_MANY_RUNS,
                "the sweep would have " + wouldHave + "; this service accepts at most " + limits.maxRuns()
                        + " in one sweep (backspike.sweeps.max-runs)");
    }
}
