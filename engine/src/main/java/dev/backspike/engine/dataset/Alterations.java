package dev.backspike.engine.dataset;

import dev.backspike.common.spec.AugmentationSpec.ChannelShift;
import dev.backspike.common.spec.AugmentationSpec.Dilation;
import dev.backspike.common.spec.AugmentationSpec.Dropout;
import dev.backspike.common.spec.AugmentationSpec.Jitter;
import dev.backspike.common.spec.AugmentationSpec.TimeShift;
import java.util.random.RandomGenerator;

/**
 * Random changes of one sample in place. They may leave spikes out of order, outside the trial and of channels that do
 * not exist; {@link #cut} and {@link SpikeTrain#sort} mend that after the last.
 */
final class Alterations {

    private Alterations() {}

    static void shift(SpikeTrain train, ChannelShift spec, RandomGenerator random) {
        int channels = random.nextInt(-spec.max(), spec.max() + 1);
        for (int k = 0; k < train.count; k++) {
            train.units[k] += channels;
        }
    }

    static void shift(SpikeTrain train, TimeShift spec, RandomGenerator random) {
        double time = (2 * random.nextDouble() - 1) * spec.max();
        for (int k = 0; k < train.count; k++) {
            train.times[k] += time;
        }
    }

    static void dilate(SpikeTrain train, Dilation spec, RandomGenerator random) {
        double factor = spec.min() + random.nextDouble() * (spec.max() - spec.min());
        for (int k = 0; k < train.count; k++) {
            train.times[k] *= factor;
        }
    }

    static void jitter(SpikeTrain train, Jitter spec, RandomGenerator random) {
        if (spec.channels() > 0) {
            for (int k = 0; k < train.count; k++) {
                train.units[k] += (int) Math.rint(spec.channels() * random.nextGaussian());
            }
        }
        if (spec.time() > 0) {
            for (int k = 0; k < train.count; k++) {
                train.times[k] += spec.time() * random.nextGaussian();
            }
        }
    }

    static void drop(SpikeTrain train, Dropout spec, RandomGenerator random) {
        int kept = 0;
        for (int k = 0; k < train.count; k++) {
            if (random.nextDouble() >= spec.probability()) {
                train.times[kept] = train.times[k];
                train.units[kept++] = train.units[k];
            }
        }
        train.count = kept;
    }

    /** Keeps the spikes within [0, duration) of units in [0, units). */
    static void cut(SpikeTrain train, int units, double duration) {
        int kept = 0;
        for (int k = 0; k < train.count; k++) {
            double time = train.times[k];
            int unit = train.units[k];
            if (time >= 0 && time < duration && unit >= 0 && unit < units) {
                train.times[kept] = time;
                train.units[kept++] = unit;
            }
        }
        train.count = kept;
    }
}
