package dev.backspike.common.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void aNameIsShortAndPrintable() {
        assertThat(Shown.name("a\u0000b\u202ec")).isEqualTo("a?b?c");
        assertThat(Shown.name("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(Shown.name("a".repeat(101))).isEqualTo("a".repeat(100) + "...");
    }

    @Test
    void aLongListSaysHowManyItLeavesOut() {
        assertThat(Shown.list(List.of())).isEmpty();
        assertThat(Shown.list(numbers(8))).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8");
        assertThat(Shown.list(numbers(10))).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8, and 2 more");
    }

    private static List<String> numbers(int most) {
        return IntStream.rangeClosed(1, most).mapToObj(String::valueOf).toList();
    }
}
