package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import java.util.Map;

/** Reads {@code /training/loss}. */
final class LossReader {

    private LossReader() {}

    static LossSpec read(Fields training) {
        return training.variant(
                "loss",
                Map.of(
                        "first-spike",
                        LossReader::firstSpike,
                        "spike-time-mse",
                        LossReader::spikeTimeMse,
                        "sum-voltage",
                        in -> new LossSpec.SumVoltage(Profile.CONSTANT, labelSmoothing(in)),
                        "sum-exp-voltage",
                        in -> new LossSpec.SumVoltage(Profile.EXPONENTIAL, labelSmoothing(in)),
                        "sum-linear-voltage",
                        in -> new LossSpec.SumVoltage(Profile.LINEAR, labelSmoothing(in)),
                        "max-voltage",
                        in -> new LossSpec.MaxVoltage(labelSmoothing(in)),
                        "mean-cross-entropy",
                        in -> new LossSpec.MeanCrossEntropy(labelSmoothing(in)),
                        "voltage-mse",
                        in -> new LossSpec.VoltageMse(
                                in.number("labelTarget", 1, Bounds.ANY), in.number("otherTarget", 0, Bounds.ANY))));
    }

    private static LossSpec.FirstSpike firstSpike(Fields in) {
        return new LossSpec.FirstSpike(
                in.number("tau0", 0.5, Bounds.POSITIVE),
                in.number("tau1", 6.4, Bounds.POSITIVE),
                in.number("alpha", 0.003, Bounds.NOT_NEGATIVE),
                in.number("silentLabelPush", 100, Bounds.NOT_NEGATIVE));
    }

    private static LossSpec.SpikeTimeMse spikeTimeMse(Fields in) {
        return new LossSpec.SpikeTimeMse(
                in.number("labelTime", Bounds.NOT_NEGATIVE),
                in.number("otherTime", Bounds.NOT_NEGATIVE),
                in.number("tau", 5, Bounds.POSITIVE),
                in.number("silentPush", 100, Bounds.NOT_NEGATIVE));
    }

    private static double labelSmoothing(Fields in) {
        return in.number("labelSmoothing", 0, new Range(0, true, 0.999));
    }
}
