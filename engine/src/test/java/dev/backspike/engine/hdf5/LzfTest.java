package dev.backspike.engine.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LzfTest {

    @Test
    void literalsAndRepetitionsNearAndFar() {
        // "abc", then 7 bytes from 3 back, overlapping what they write; then 9 + 2 bytes from 1 back
        assertThat(decode("02616263" + "a002" + "e00200", 21)).asString().isEqualTo("abcabcabca" + "a".repeat(11));
    }

    @Test
    void whatReachesOutsideOfTheDataIsDamage() {
        refused("2005", 3, "outside of it"); // repeats what is before the beginning
        refused("05616263", 6, "outside of it"); // literals that are not there
        refused("02616263e0", 21, "outside of it"); // a repetition without its length
        refused("02616263a002", 8, "outside of it"); // more than the chunk holds
        refused("02616263", 4, "ends early");
    }

    @Test
    void aDeclaredSizeIsHeldAgainstTheBytesThatAreThere() {
        refused("0061", Integer.MAX_VALUE, "an LZF chunk of 2 bytes");
        refused("0061", -1, "an LZF chunk of 2 bytes");
    }

    @Test
    void noBytesLeadAnywhereElse() {
        Random random = new Random(5);
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] bytes = new byte[1 + random.nextInt(30)];
            random.nextBytes(bytes);
            int size = random.nextInt(200);
            try {
                assertThat(Lzf.decode(bytes, size)).hasSize(size);
            } catch (Hdf5Exception e) {
                assertThat(e).hasMessageContaining("LZF");
            }
        }
    }

    private static byte[] decode(String hex, int size) {
        return Lzf.decode(HexFormat.of().parseHex(hex), size);
    }

    private static void refused(String hex, int size, String reason) {
        assertThatThrownBy(() -> decode(hex, size))
                .isInstanceOf(Hdf5Exception.class)
                .hasMessageContaining(reason);
    }
}
