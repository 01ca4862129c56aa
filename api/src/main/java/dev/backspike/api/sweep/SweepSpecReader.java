package dev.backspike.api.sweep;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.Range;
import dev.backspike.common.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the specification of a sweep as strictly as that of a job. */
final class SweepSpecReader {

    private static final List<String> SERIES = List.of(
            "train.accuracy", "train.loss", "validation.accuracy", "validation.loss", "test.accuracy", "test.loss");
    /** Largest magnitude up to which a double represents every integer. */
    private static final double WHOLE = 1L << 53;

    /** The range of numbers, at most half of the largest double, so that the difference of two numbers is finite. */
    private static final Range NUMBERS = new Range(-1e300, true, 1e300);

    private static final Range POSITIVE = new Range(0, false, 1e300);

    private SweepSpecReader() {}

    /** @throws InvalidSpecException naming every invalid field; the base is validated separately */
    static SweepSpec read(JsonNode tree) {
        return StrictJson.read(tree, SweepSpecReader::sweep, SweepRules::check);
    }

    private static SweepSpec sweep(Fields in) {
        ObjectNode base = base(in);
        return new SweepSpec(
                in.text("name", base.path("name").asString("sweep")),
                base,
                in.optionalMap("parameters", SweepSpecReader::space),
                in.has("strategy") ? in.variant("strategy", strategies()) : new Strategy.Grid(),
                in.object("replicates", SweepSpecReader::replicates),
                in.required("objective", SweepSpecReader::objective),
                in.has("halving") ? in.object("halving", SweepSpecReader::halving) : null,
                in.optionalCount("maxConcurrentRuns"));
    }

    private static ObjectNode base(Fields in) {
        JsonNode base = in.tree("base");
        if (base instanceof ObjectNode object) {
            return object;
        }
        if (!base.isMissingNode()) {
            in.error("base", "must be an object: a job specification");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static Map<String, Function<Fields, ? extends Strategy>> strategies() {
        return Map.of(
                "grid",
                _ -> new Strategy.Grid(),
                "random",
                in -> new Strategy.Drawn(
                        (int) in.integer("configurations", Range.COUNT),
                        in.integer("seed", 1, new Range(-WHOLE, true, WHOLE))));
    }

    /** Reads an object with exactly one of several fields. */
    private static ParameterSpace space(Fields in) {
        Map<String, Function<Fields, ParameterSpace>> kinds = new LinkedHashMap<>();
        kinds.put("values", SweepSpecReader::values);
        kinds.put("uniform", parent -> parent.required("uniform", SweepSpecReader::uniform));
        kinds.put("logUniform", parent -> parent.required("logUniform", SweepSpecReader::logUniform));
        kinds.put("integers", parent -> parent.required("integers", SweepSpecReader::integers));
        List<String> given = kinds.keySet().stream().filter(in::has).toList();
        if (given.size() != 1) {
            in.error("must have exactly one of " + String.join(", ", kinds.keySet()) + ", has "
                    + (given.isEmpty() ? "none" : String.join(", ", given)));
            return new ParameterSpace.Values(List.of(JsonNodeFactory.instance.nullNode()));
        }
        return kinds.getOrDefault(given.getFirst(), SweepSpecReader::values).apply(in);
    }

    private static ParameterSpace values(Fields in) {
        List<JsonNode> values = in.trees("values");
        if (Distinct.count(values) < values.size()) {
            in.error("values", "contains a value twice; list each value once");
        }
        return new ParameterSpace.Values(values.isEmpty() ? List.of(JsonNodeFactory.instance.nullNode()) : values);
    }

    private static ParameterSpace uniform(Fields in) {
        double min = in.number("min", NUMBERS);
        return new ParameterSpace.Uniform(min, max(in, min, NUMBERS));
    }

    private static ParameterSpace logUniform(Fields in) {
        double min = in.number("min", POSITIVE);
        return new ParameterSpace.LogUniform(min, max(in, min, POSITIVE));
    }

    private static double max(Fields in, double min, Range range) {
        double max = in.number("max", range);
        if (max <= min && in.has("min") && in.has("max")) {
            in.error("max", "must be greater than min");
        }
        return Math.max(min, max);
    }

    private static ParameterSpace integers(Fields in) {
        Range whole = new Range(-WHOLE / 2, true, WHOLE / 2);
        long min = in.integer("min", whole);
        long max = in.integer("max", whole);
        if (max <= min && in.has("min") && in.has("max")) {
            in.error("max", "must be greater than min");
        }
        return new ParameterSpace.Integers(min, Math.max(min, max));
    }

    private static Replicates replicates(Fields in) {
        List<Integer> seeds = in.has("seeds") ? in.integers("seeds", Range.SEED32) : List.of();
        if (seeds.stream().distinct().count() < seeds.size()) {
            in.error("seeds", "contains a seed twice; list each seed once");
        }
        Integer folds = in.has("folds") ? (Integer) (int) in.integer("folds", new Range(2, true, 1000)) : null;
        boolean speakers = in.flag("leaveOneSpeakerOut", false);
        if (folds != null && speakers) {
            in.error("must have only one of folds and leaveOneSpeakerOut: both define the validation data");
        }
        return new Replicates(seeds, folds, speakers);
    }

    private static Objective objective(Fields in) {
        String series = in.text("series");
        if (in.has("series") && !series.isEmpty() && !SERIES.contains(series)) {
            in.error("series", "must be one of " + String.join(", ", SERIES) + ", was \"" + series + "\"");
        }
        return new Objective(
                series,
                in.word(
                        "goal",
                        Objective.Goal.of(series),
                        Map.of("max", Objective.Goal.MAX, "min", Objective.Goal.MIN)),
                in.word(
                        "value",
                        Objective.Value.LAST,
                        Map.of("last", Objective.Value.LAST, "best", Objective.Value.BEST)));
    }

    private static HalvingSpec halving(Fields in) {
        return new HalvingSpec(
                (int) in.integer("minEpochs", Range.COUNT), (int) in.integer("factor", 3, new Range(2, true, 1000)));
    }
}
