package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumpyRandomTest {

    /** The C++ standard (26.6.6) states the 10 000th word of a Mersenne twister with the default seed. */
    @Test
    void givesTheWordThatTheCppStandardRequires() {
        NumpyRandom random = new NumpyRandom(5489);
        int word = 0;
        for (int i = 0; i < 10_000; i++) {
            word = random.nextWord();
        }
        assertThat(Integer.toUnsignedLong(word)).isEqualTo(4_123_659_995L);
    }

    /** The numbers every numpy tutorial shows after {@code np.random.seed(42)}. */
    @Test
    void givesNumpysDoubles() {
        NumpyRandom random = new NumpyRandom(42);
        assertThat(random.nextDouble()).isEqualTo(0.3745401188473625);
        assertThat(random.nextDouble()).isEqualTo(0.9507143064099162);
        assertThat(random.nextDouble()).isEqualTo(0.7319939418114051);
    }
}
