package dev.backspike.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargestTriangleTest {

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 3", "4, 3", "5, 4", "100, 3", "100, 99", "1000, 7", "10001, 1000"})
    void theRightNumberOfTheSeriesOwnPointsIsKeptInOrderWithBothEnds(int size, int points) {
        Series series = noise(size);

        Series thinned = LargestTriangle.thin(series, points);

        assertThat(thinned.size()).isEqualTo(Math.min(size, points));
        assertThat(thinned.steps()).isSorted().doesNotHaveDuplicates();
        assertThat(thinned.steps()[0]).isEqualTo(series.steps()[0]);
        assertThat(thinned.steps()[thinned.size() - 1]).isEqualTo(series.steps()[size - 1]);
        for (int i = 0; i < thinned.size(); i++) {
            int original = Arrays.binarySearch(series.steps(), thinned.steps()[i]);
            assertThat(thinned.values()[i]).isEqualTo(series.values()[original]);
            assertThat(thinned.epochs()[i]).isEqualTo(series.epochs()[original]);
        }
    }

    @Test
    void aLonelySpikeStaysVisible() {
        Series flat = noise(10_000);
        Arrays.fill(flat.values(), 0.5);
        flat.values()[7_777] = 9;

        assertThat(LargestTriangle.thin(flat, 50).values()).contains(9.0);
    }

    @Test
    void aValueThatIsNotANumberStaysVisible() {
        Series series = noise(10_000);
        series.values()[1_234] = Double.NaN;

        assertThat(Arrays.stream(LargestTriangle.thin(series, 50).values()).anyMatch(Double::isNaN))
                .isTrue();
    }

    private static Series noise(int size) {
        Random random = new Random(size);
        return new Series(
                "s",
                LongStream.range(0, size).map(i -> 10 * i).toArray(),
                IntStream.range(0, size).map(i -> i / 10).toArray(),
                random.doubles(size).toArray());
    }
}
