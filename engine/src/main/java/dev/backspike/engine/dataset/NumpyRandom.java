package dev.backspike.engine.dataset;

/**
 * numpy's legacy {@code RandomState(seed)}, so that data sets published as a seed can be generated here bit for bit:
 * the Mersenne twister MT19937 of Matsumoto &amp; Nishimura 1998, seeded by their {@code init_genrand} (2002).
 */
final class NumpyRandom {

    private static final int N = 624;
    private static final int M = 397;
    private static final int MATRIX_A = 0x9908b0df;

    private final int[] state = new int[N];
    private int next = N;

    NumpyRandom(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** {@code random_sample()}: uniform on [0, 1) with 53 bits, 27 of one word and 26 of the next. */
    double nextDouble() {
        int high = nextWord() >>> 5;
        int low = nextWord() >>> 6;
        return (high * 0x1p26 + low) * 0x1p-53;
    }

    /**
     * {@code randint(bound)}: whole words masked to the smallest power of two that covers the bound, drawn again until
     * one is below it.
     *
     * @param bound at least 2
     */
    int nextInt(int bound) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(bound - 1);
        int value;
        do {
            value = nextWord() & mask;
        } while (value >= bound);
        return value;
    }

    /** {@code genrand_int32()}: 32 random bits. */
    int nextWord() {
        if (next == N) {
            regenerate();
            next = 0;
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void regenerate() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX_A);
        }
    }
}
