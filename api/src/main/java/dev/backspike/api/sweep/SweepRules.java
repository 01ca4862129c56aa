package dev.backspike.api.sweep;

import dev.backspike.common.json.SpecError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of a sweep that span its fields; what the runs are is checked run by run. */
final class SweepRules {

    private static final int MAX_POINTER = 500;

    private final SweepSpec spec;
    private final List<SpecError> errors;

    private SweepRules(SweepSpec spec, List<SpecError> errors) {
        this.spec = spec;
        this.errors = errors;
    }

    static void check(SweepSpec spec, List<SpecError> errors) {
        SweepRules rules = new SweepRules(spec, errors);
        rules.pointers();
        rules.strategy();
        rules.halving();
    }

    /** Where the sweep's specification says what the job's field is set to. */
    static String parameter(String pointer) {
        return "/parameters/" + SpecError.token(pointer);
    }

    private void pointers() {
        List<String> set = new ArrayList<>(spec.replicates().pointers().keySet());
        for (String pointer : spec.parameters().keySet()) {
            if (pointer.length() > MAX_POINTER || !pointer.matches("(/([^~/]|~[01])+)+")) {
                error(
                        parameter(pointer),
                        "is not the JSON pointer of a field of the job, such as /training/optimiser/learningRate");
            } else if (pointer.equals("/name")) {
                error(parameter(pointer), "cannot vary: runs are named after the sweep and their number");
            }
            for (String other : set) {
                if ((pointer + "/").startsWith(other + "/") || (other + "/").startsWith(pointer + "/")) {
                    error(parameter(pointer), "sets what " + origin(other) + " sets as well; let only one of them");
                }
            }
            set.add(pointer);
        }
    }

    private String origin(String pointer) {
        Map<String, String> replicates = spec.replicates().pointers();
        return replicates.getOrDefault(pointer, parameter(pointer));
    }

    private void strategy() {
        switch (spec.strategy()) {
            case Strategy.Grid _ ->
                spec.parameters().forEach((pointer, space) -> {
                    if (!(space instanceof ParameterSpace.Values)) {
                        error(
                                parameter(pointer),
                                "is to be drawn at random; give values for a grid, or the strategy random");
                    }
                });
            case Strategy.Drawn drawn -> {
                long there = Configurations.possible(spec);
                if (spec.parameters().isEmpty()) {
                    error("/strategy", "is random, but there are no parameters to draw");
                } else if (drawn.configurations() > there) {
                    error(
                            "/strategy/configurations",
                            "must be at most " + there + ", the number of different ones, was "
                                    + drawn.configurations());
                }
            }
        }
    }

    private void halving() {
        if (spec.halving() == null) {
            return;
        }
        if (spec.objective().series().startsWith("test.")) {
            error("/objective/series", "is of the test data, which must not decide what goes on; watch validation");
        }
        if (spec.replicates().seeds().size() > 1
                || spec.replicates().folds() != null
                || spec.replicates().leaveOneSpeakerOut()) {
            error(
                    "/replicates",
                    "cannot go with halving, which compares single runs; repeat the best configurations in a sweep"
                            + " of their own");
        }
        if (spec.parameters().containsKey("/training/epochs")) {
            error(parameter("/training/epochs"), "cannot vary with halving, which decides how long runs train");
        }
    }

    private void error(String pointer, String message) {
        errors.add(new SpecError(pointer, message));
    }
}
