package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.AugmentationSpec;
import dev.backspike.common.spec.AugmentationSpec.Blend;
import dev.backspike.common.spec.AugmentationSpec.ChannelShift;
import dev.backspike.common.spec.AugmentationSpec.Dilation;
import dev.backspike.common.spec.AugmentationSpec.Dropout;
import dev.backspike.common.spec.AugmentationSpec.Jitter;
import dev.backspike.common.spec.AugmentationSpec.TimeShift;
import java.util.List;
import java.util.Map;

/** Reads {@code /training/augmentation}. */
final class AugmentationReader {

    private static final int MOST_CHANNELS = 1 << 16;
    private static final Range SHIFT = new Range(1, true, MOST_CHANNELS);
    private static final Range SPREAD = new Range(0, true, MOST_CHANNELS);
    private static final Range PROBABILITY = new Range(0, true, 1);
    /** The fraction of a sample that may be removed; part of it must remain. */
    private static final Range LOSS = new Range(0, true, 0.99);

    private AugmentationReader() {}

    static List<AugmentationSpec> read(Fields training) {
        return training.variants(
                "augmentation",
                Map.of(
                        "channel-shift",
                        in -> new ChannelShift((int) in.integer("max", SHIFT)),
                        "time-shift",
                        in -> new TimeShift(in.number("max", Bounds.POSITIVE)),
                        "blend",
                        in -> new Blend(in.number("probability", PROBABILITY)),
                        "dilation",
                        AugmentationReader::dilation,
                        "jitter",
                        AugmentationReader::jitter,
                        "dropout",
                        in -> new Dropout(in.number("probability", LOSS))));
    }

    private static Dilation dilation(Fields in) {
        double min = in.number("min", Bounds.POSITIVE);
        double max = in.number("max", Bounds.POSITIVE);
        if (max < min) {
            in.error("max", "must be at least min (" + min + "), was " + max);
        }
        return new Dilation(min, max);
    }

    private static Jitter jitter(Fields in) {
        double channels = in.number("channels", 0, SPREAD);
        double time = in.number("time", 0, Bounds.NOT_NEGATIVE);
        if (channels == 0 && time == 0) {
            in.error("changes nothing; give channels or time a standard deviation greater than 0");
        }
        return new Jitter(channels, time);
    }
}
