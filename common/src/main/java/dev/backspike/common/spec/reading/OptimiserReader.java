package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.WarmUpSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code /training/optimiser}. */
final class OptimiserReader {

    private static final Range DECAY = new Range(0, true, 0.9999999);
    private static final Range FRACTION = new Range(0, false, 1);

    private OptimiserReader() {}

    static OptimiserSpec read(Fields training) {
        return training.variant(
                "optimiser",
                Map.of("adam", OptimiserReader::adam, "adamw", OptimiserReader::adamW, "sgd", OptimiserReader::sgd));
    }

    private static OptimiserSpec.Adam adam(Fields in) {
        return new OptimiserSpec.Adam(
                learningRate(in, 1e-3),
                in.number("beta1", 0.9, DECAY),
                in.number("beta2", 0.999, DECAY),
                in.number("epsilon", 1e-8, Bounds.EPSILON),
                schedule(in),
                warmUp(in));
    }

    private static OptimiserSpec.AdamW adamW(Fields in) {
        return new OptimiserSpec.AdamW(
                learningRate(in, 1e-3),
                in.number("beta1", 0.9, DECAY),
                in.number("beta2", 0.999, DECAY),
                in.number("epsilon", 1e-8, Bounds.EPSILON),
                in.number("weightDecay", 0.01, Bounds.NOT_NEGATIVE),
                schedule(in),
                warmUp(in));
    }

    private static OptimiserSpec.Sgd sgd(Fields in) {
        return new OptimiserSpec.Sgd(learningRate(in, 1e-2), in.number("momentum", 0, DECAY), schedule(in), warmUp(in));
    }

    private static double learningRate(Fields in, double otherwise) {
        return in.number("learningRate", otherwise, Bounds.NOT_NEGATIVE);
    }

    private static ScheduleSpec schedule(Fields in) {
        return in.variant(
                "schedule",
                "constant",
                Map.of(
                        "constant",
                        fields -> new ScheduleSpec.Constant(),
                        "exponential",
                        fields -> new ScheduleSpec.Exponential(fields.number("factor", Bounds.POSITIVE)),
                        "cosine",
                        fields -> new ScheduleSpec.Cosine(fields.number("finalFactor", 0, new Range(0, true, 1))),
                        "plateau",
                        OptimiserReader::plateau));
    }

    private static ScheduleSpec.Plateau plateau(Fields in) {
        return new ScheduleSpec.Plateau(
                in.number("factor", 0.5, FRACTION), in.number("fast", 0.8, DECAY), in.number("slow", 0.85, DECAY), (int)
                        in.integer("patience", 50, Range.COUNT));
    }

    private static @Nullable WarmUpSpec warmUp(Fields in) {
        return in.optionalWrapped(
                "warmUp",
                Map.of(
                        "linear",
                        f -> new WarmUpSpec.Linear((int) f.integer("steps", Range.COUNT)),
                        "geometric",
                        f -> new WarmUpSpec.Geometric(
                                f.number("start", 1e-3, FRACTION),
                                f.number("factor", 1.05, new Range(1, false, 1000)))));
    }
}
