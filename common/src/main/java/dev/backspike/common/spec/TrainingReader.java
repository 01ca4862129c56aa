package dev.backspike.common.spec;

import dev.backspike.common.spec.LossSpec.Profile;
import java.util.Map;

/** Reads {@code /training}. */
final class TrainingReader {

    private TrainingReader() {}

    static TrainingSpec read(Fields in) {
        return new TrainingSpec(
                (int) in.integer("epochs", Range.COUNT),
                (int) in.integer("batchSize", 32, Range.COUNT),
                in.integer("seed", 1, Range.ANY),
                in.variant(
                        "loss",
                        Map.of(
                                "first-spike",
                                TrainingReader::firstSpike,
                                "sum-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.CONSTANT),
                                "sum-exp-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.EXPONENTIAL),
                                "sum-linear-voltage",
                                fields -> new LossSpec.SumVoltage(Profile.LINEAR))),
                in.variant("optimiser", Map.of("adam", TrainingReader::adam)));
    }

    private static LossSpec.FirstSpike firstSpike(Fields in) {
        return new LossSpec.FirstSpike(
                in.number("tau0", 0.5, Range.POSITIVE),
                in.number("tau1", 6.4, Range.POSITIVE),
                in.number("alpha", 0.003, Range.NOT_NEGATIVE),
                in.number("silentLabelPush", 100, Range.NOT_NEGATIVE));
    }

    private static OptimiserSpec.Adam adam(Fields in) {
        return new OptimiserSpec.Adam(
                in.number("learningRate", 1e-3, Range.NOT_NEGATIVE),
                in.number("beta1", 0.9, new Range(0, true, 0.9999999)),
                in.number("beta2", 0.999, new Range(0, true, 0.9999999)),
                in.number("epsilon", 1e-8, Range.POSITIVE),
                in.has("schedule")
                        ? in.variant(
                                "schedule",
                                Map.of(
                                        "constant",
                                        fields -> new ScheduleSpec.Constant(),
                                        "exponential",
                                        fields ->
                                                new ScheduleSpec.Exponential(fields.number("factor", Range.POSITIVE))))
                        : new ScheduleSpec.Constant());
    }
}
