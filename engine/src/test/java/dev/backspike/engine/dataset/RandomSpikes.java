package dev.backspike.engine.dataset;

import java.util.Arrays;
import java.util.Random;

/**
 * Samples of random spikes in order, ties included.
 *
 * @param times by sample, ms
 */
record RandomSpikes(int units, int classes, double[][] times, int[][] unitsOf) implements Dataset {

    /** Sample s has class s mod classes; times are whole eighths of a millisecond below {@code durationMs}. */
    static RandomSpikes of(long seed, int samples, int units, int classes, int spikes, int durationMs) {
        Random random = new Random(seed);
        double[][] times = new double[samples][];
        int[][] unitsOf = new int[samples][];
        SpikeTrain train = new SpikeTrain();
        for (int sample = 0; sample < samples; sample++) {
            train.clear();
            for (int k = 0; k < spikes; k++) {
                train.add(random.nextInt(8 * durationMs) / 8.0, random.nextInt(units));
            }
            train.sort();
            times[sample] = Arrays.copyOf(train.times, train.count);
            unitsOf[sample] = Arrays.copyOf(train.units, train.count);
        }
        return new RandomSpikes(units, classes, times, unitsOf);
    }

    @Override
    public int size() {
        return times.length;
    }

    @Override
    public int label(int sample) {
        return sample % classes;
    }

    @Override
    public long bytes(int sample) {
        return 0;
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        into.clear();
        for (int k = 0; k < times[sample].length; k++) {
            into.add(times[sample][k], unitsOf[sample][k]);
        }
    }
}
