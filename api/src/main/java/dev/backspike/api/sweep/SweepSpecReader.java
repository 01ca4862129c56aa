package dev.backspike.api.sweep;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.Range;
import dev.backspike.common.json.SchemaTexts;
import dev.backspike.common.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the specification of a sweep as strictly as that of a job. */
final class SweepSpecReader {

    private static final Map<String, String> SERIES = Stream.of(
                    "train.accuracy",
                    "train.loss",
                    "validation.accuracy",
                    "validation.loss",
                    "test.accuracy",
                    "test.loss")
            .collect(Collectors.toMap(Function.identity(), Function.identity()));
    /** Largest magnitude up to which a double represents every integer. */
    private static final double WHOLE = 1L << 53;

    /** The range of numbers, at most half of the largest double, so that the difference of two numbers is finite. */
    private static final Range NUMBERS = new Range(-1e300, true, 1e300);

    private static final Range POSITIVE = new Range(0, false, 1e300);

    /** The range of integers whose difference a double represents. */
    private static final Range HALF_WHOLE = new Range(-WHOLE / 2, true, WHOLE / 2);

    private static final Map<String, Function<Fields, ? extends ParameterSpace>> SPACES = Map.of(
            "values",
            SweepSpecReader::values,
            "uniform",
            in -> in.required("uniform", SweepSpecReader::uniform),
            "logUniform",
            in -> in.required("logUniform", SweepSpecReader::logUniform),
            "integers",
            in -> in.required("integers", SweepSpecReader::integers));

    private static final Map<String, Function<Fields, ? extends Strategy>> STRATEGIES = Map.of(
            "grid",
            _ -> new Strategy.Grid(),
            "random",
            in -> new Strategy.Drawn(
                    (int) in.integer("configurations", Range.COUNT),
                    in.integer("seed", 1, new Range(-WHOLE, true, WHOLE))));

    private SweepSpecReader() {}

    /** @throws InvalidSpecException naming every invalid field; the base is validated separately */
    static SweepSpec read(JsonNode tree) {
        return StrictJson.read(tree, SweepSpecReader::sweep, SweepRules::check);
    }

    /** Returns the JSON Schema of a sweep, without the rules that relate several fields. */
    static ObjectNode schema(SchemaTexts texts) {
        return JsonSchema.of("Backspike sweep", SweepSpecReader::sweep, texts);
    }

    private static SweepSpec sweep(Fields in) {
        ObjectNode base = in.anyObject("base");
        String name = in.optionalText("name");
        return new SweepSpec(
                name == null ? base.path("name").asString("sweep") : name,
                base,
                in.optionalEntries("parameters", (parameters, pointer) -> parameters.choice(pointer, SPACES)),
                in.variant("strategy", "grid", STRATEGIES),
                in.object("replicates", SweepSpecReader::replicates),
                in.required("objective", SweepSpecReader::objective),
                in.optionalObject("halving", SweepSpecReader::halving),
                in.optionalCount("maxConcurrentRuns"));
    }

    private static ParameterSpace values(Fields in) {
        List<JsonNode> values = in.trees("values");
        if (Distinct.count(values) < values.size()) {
            in.error("values", "contains a value twice; list each value once");
        }
        return new ParameterSpace.Values(values);
    }

    private static ParameterSpace.Uniform uniform(Fields in) {
        return new ParameterSpace.Uniform(in.number("min", NUMBERS), in.number("max", NUMBERS));
    }

    private static ParameterSpace.LogUniform logUniform(Fields in) {
        return new ParameterSpace.LogUniform(in.number("min", POSITIVE), in.number("max", POSITIVE));
    }

    private static ParameterSpace.Integers integers(Fields in) {
        return new ParameterSpace.Integers(in.integer("min", HALF_WHOLE), in.integer("max", HALF_WHOLE));
    }

    private static Replicates replicates(Fields in) {
        List<Integer> seeds = Objects.requireNonNullElse(in.optionalIntegers("seeds", Range.SEED32), List.of());
        if (seeds.stream().distinct().count() < seeds.size()) {
            in.error("seeds", "contains a seed twice; list each seed once");
        }
        Integer folds = in.optionalInteger("folds", new Range(2, true, 1000));
        boolean speakers = in.flag("leaveOneSpeakerOut", false);
        if (folds != null && speakers) {
            in.error("must have only one of folds and leaveOneSpeakerOut: both define the validation data");
        }
        return new Replicates(seeds, folds, speakers);
    }

    private static Objective objective(Fields in) {
        String series = in.word("series", SERIES);
        Objective.Goal goal = in.optionalWord("goal", Map.of("max", Objective.Goal.MAX, "min", Objective.Goal.MIN));
        return new Objective(
                series,
                goal == null ? Objective.Goal.of(series) : goal,
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
