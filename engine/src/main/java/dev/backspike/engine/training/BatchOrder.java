package dev.backspike.engine.training;

import dev.backspike.engine.network.RandomStreams;
import dev.backspike.engine.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Which samples make up which batch of an epoch: a permutation of all samples that depends on the seed and the epoch
 * alone, cut into batches, of which the last may be smaller.
 */
record BatchOrder(int[] order, int batchSize) {

    /** @param epoch counted from 0 */
    static BatchOrder shuffled(int samples, int batchSize, long seed, int epoch) {
        int[] order = identity(samples);
        RandomGenerator random = RandomStreams.stream(seed, Purpose.SHUFFLE, epoch);
        // Fisher & Yates, as Durstenfeld has it: every permutation is equally likely
        for (int i = samples - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return new BatchOrder(order, batchSize);
    }

    static BatchOrder inSequence(int samples, int batchSize) {
        return new BatchOrder(identity(samples), batchSize);
    }

    int batches() {
        return Math.ceilDiv(order.length, batchSize);
    }

    int[] batch(int index) {
        int start = index * batchSize;
        return Arrays.copyOfRange(order, start, (int) Math.min((long) start + batchSize, order.length));
    }

    private static int[] identity(int samples) {
        int[] order = new int[samples];
        Arrays.setAll(order, i -> i);
        return order;
    }
}
