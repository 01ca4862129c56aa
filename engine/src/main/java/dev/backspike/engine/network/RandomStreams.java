package dev.backspike.engine.network;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Random numbers by key instead of by history: a stream depends on nothing but the job's seed, what it is for and an
 * index. So the initial weights of one connection do not depend on the others, and an epoch's order not on the epochs
 * before it: a job can be resumed from its seed, epoch and batch alone.
 */
public final class RandomStreams {

    /** The purpose of a stream. The keys are part of every result: never change one. */
    public enum Purpose {
        WEIGHTS(0),
        SHUFFLE(1),
        CONNECTIVITY(2),
        DELAYS(3),
        TAU_SYN(4),
        TAU_MEM(5),
        AUGMENTATION(10),
        REDRAWN_WEIGHTS(11),
        NEURON(12);

        private final long key;

        Purpose(long key) {
            this.key = key;
        }
    }

    /** Steele &amp; Vigna 2021: a member of the LXM family, period 2^192 - 2^64 and seeded through a hash itself. */
    private static final RandomGeneratorFactory<RandomGenerator> LXM = RandomGeneratorFactory.of("L64X128MixRandom");

    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private RandomStreams() {}

    /** A fresh generator at the start of the stream; not for use by several threads. */
    public static RandomGenerator stream(long seed, Purpose purpose, long index) {
        return LXM.create(mix(mix(mix(seed) ^ purpose.key) ^ index));
    }

    /** Like {@link #stream(long, Purpose, long)}, with two indices. */
    public static RandomGenerator stream(long seed, Purpose purpose, long index, long second) {
        return LXM.create(mix(mix(mix(mix(seed) ^ purpose.key) ^ index) ^ second));
    }

    /** A bijection of 64 bits that changes half of them for each bit: variant 13 of D. Stafford's mixers, 2011. */
    private static long mix(long z) {
        z += GOLDEN_RATIO;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
