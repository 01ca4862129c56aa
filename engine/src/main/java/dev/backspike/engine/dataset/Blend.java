package dev.backspike.engine.dataset;

import dev.backspike.common.spec.AugmentationSpec;
import java.util.random.RandomGenerator;

/** Mixes a sample with another one of its class, as {@link AugmentationSpec.Blend} says. For use by many threads. */
final class Blend {

    private final Dataset data;
    private final ThreadLocal<SpikeTrain> partner = ThreadLocal.withInitial(SpikeTrain::new);
    /** The samples of class c are {@code members[start[c]]} to {@code members[start[c + 1] - 1]}. */
    private final int[] members;

    private final int[] start;

    Blend(Dataset data) {
        this.data = data;
        members = new int[data.size()];
        start = new int[data.classes() + 2];
        for (int sample = 0; sample < data.size(); sample++) {
            start[data.label(sample) + 2]++;
        }
        for (int c = 0; c < data.classes(); c++) {
            start[c + 2] += start[c + 1];
        }
        // start[c + 1] runs through class c, and ends where class c + 1 starts
        for (int sample = 0; sample < data.size(); sample++) {
            members[start[data.label(sample) + 1]++] = sample;
        }
    }

    /** Leaves a sample alone that is the only one of its class, or where one of the two is silent. */
    void apply(SpikeTrain train, int sample, double probability, RandomGenerator random) {
        int from = start[data.label(sample)];
        int to = start[data.label(sample) + 1];
        if (random.nextDouble() >= probability || to - from < 2) {
            return;
        }
        int other;
        do {
            other = members[random.nextInt(from, to)];
        } while (other == sample);
        SpikeTrain added = partner.get();
        data.read(other, added);
        if (train.count > 0 && added.count > 0) {
            mix(train, added, random);
        }
    }

    private static void mix(SpikeTrain train, SpikeTrain added, RandomGenerator random) {
        double later = meanTime(train) - meanTime(added);
        int higher = (int) Math.rint(meanUnit(train) - meanUnit(added));
        Coin coin = new Coin(random);
        int kept = 0;
        for (int k = 0; k < train.count; k++) {
            if (coin.isHeads()) {
                train.times[kept] = train.times[k];
                train.units[kept++] = train.units[k];
            }
        }
        train.count = kept;
        for (int k = 0; k < added.count; k++) {
            if (coin.isHeads()) {
                train.add(added.times[k] + later, added.units[k] + higher);
            }
        }
    }

    private static double meanTime(SpikeTrain train) {
        double sum = 0;
        for (int k = 0; k < train.count; k++) {
            sum += train.times[k];
        }
        return sum / train.count;
    }

    private static double meanUnit(SpikeTrain train) {
        long sum = 0;
        for (int k = 0; k < train.count; k++) {
            sum += train.units[k];
        }
        return (double) sum / train.count;
    }

    /** Fair, 63 throws to a random number. */
    private static final class Coin {

        private final RandomGenerator random;
        private long throwsLeft = 1;

        Coin(RandomGenerator random) {
            this.random = random;
        }

        boolean isHeads() {
            if (throwsLeft == 1) {
                // the highest bit marks the end: 63 throws
                throwsLeft = random.nextLong() | Long.MIN_VALUE;
            }
            boolean heads = (throwsLeft & 1) != 0;
            throwsLeft >>>= 1;
            return heads;
        }
    }
}
