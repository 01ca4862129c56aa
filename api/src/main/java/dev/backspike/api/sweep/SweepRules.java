package dev.backspike.api.sweep;

import dev.backspike.common.json.SpecError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Validates the rules that relate fields of a sweep to each other; the runs are validated one by one elsewhere. */
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
        rules.ranges();
        rules.strategy();
        rules.halving();
    }

    /** Returns the pointer to the field of the sweep that varies a field of the job. */
    static String parameter(String pointer) {
        return "/parameters/" + SpecError.token(pointer);
    }

    private void pointers() {
        List<String> set = new ArrayList<>(spec.replicates().pointers().keySet());
        for (String pointer : spec.parameters().keySet()) {
            if (pointer.length() > MAX_POINTER || !pointer.matches("(/([^~/]|~[01])+)+")) {
                error(
                        parameter(pointer),
                        "is not the JSON pointer of a field of the job specification, such as"
                                + " /training/optimiser/learningRate");
            } else if (pointer.equals("/name")) {
                error(parameter(pointer), "cannot vary: each run is named after the sweep and its number");
            }
            for (String other : set) {
                if ((pointer + "/").startsWith(other + "/") || (other + "/").startsWith(pointer + "/")) {
                    error(parameter(pointer), "sets the same field as " + origin(other) + "; remove one of them");
                }
            }
            set.add(pointer);
        }
    }

    private void ranges() {
        spec.parameters().forEach((pointer, space) -> {
            switch (space) {
                case ParameterSpace.Values _ -> {}
                case ParameterSpace.Uniform(double min, double max) -> ascending(pointer, "uniform", min < max);
                case ParameterSpace.LogUniform(double min, double max) -> ascending(pointer, "logUniform", min < max);
                case ParameterSpace.Integers(long min, long max) -> ascending(pointer, "integers", min < max);
            }
        });
    }

    private void ascending(String pointer, String kind, boolean ascends) {
        if (!ascends) {
            error(parameter(pointer) + "/" + kind + "/max", "must be greater than min");
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
                        error(parameter(pointer), "is a range; give values for a grid, or use the strategy random");
                    }
                });
            case Strategy.Drawn drawn -> {
                long there = Configurations.possible(spec);
                if (spec.parameters().isEmpty()) {
                    error("/strategy", "is random, but there are no parameters to draw; add parameters");
                } else if (drawn.configurations() > there) {
                    error(
                            "/strategy/configurations",
                            "must be at most " + there + ", the number of different configurations, was "
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
            error(
                    "/objective/series",
                    "is a result on the test data, which must not decide which runs continue; use a validation series");
        }
        if (spec.replicates().seeds().size() > 1
                || spec.replicates().folds() != null
                || spec.replicates().leaveOneSpeakerOut()) {
            error(
                    "/replicates",
                    "cannot be combined with halving, which compares single runs;"
                            + " repeat the best configurations in a separate"
                            + " sweep");
        }
        if (spec.parameters().containsKey("/training/epochs")) {
            error(
                    parameter("/training/epochs"),
                    "cannot vary with halving, which decides how many epochs each run trains");
        }
    }

    private void error(String pointer, String message) {
        errors.add(new SpecError(pointer, message));
    }
}
