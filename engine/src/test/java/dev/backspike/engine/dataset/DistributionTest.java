package dev.backspike.engine.dataset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.file.Quantiles;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void fewNumbersHaveTheirExactQuantiles() {
        Distribution numbers = new Distribution();
        IntStream.iterate(100, k -> k > 0, k -> k - 1).forEach(numbers::add);
        assertThat(numbers.quantiles()).isEqualTo(new Quantiles(1, 5, 50, 95, 100));
    }

    @Test
    void noNumberHasNoQuantiles() {
        assertThat(new Distribution().quantiles()).isNull();
    }

    @Test
    void manyNumbersHaveQuantilesNearTheirsAndExactExtremes() {
        Distribution numbers = new Distribution();
        IntStream.range(0, 3_000_000).forEach(numbers::add);
        Quantiles quantiles = requireNonNull(numbers.quantiles());
        assertThat(quantiles.least()).isZero();
        assertThat(quantiles.most()).isEqualTo(2_999_999);
        // five standard deviations of the share of a choice of 65,536: 5 * 0.5 / 256
        assertThat(quantiles.median() / 3e6).isCloseTo(0.5, within(0.01));
        assertThat(quantiles.p5() / 3e6).isCloseTo(0.05, within(0.0043));
        assertThat(quantiles.p95() / 3e6).isCloseTo(0.95, within(0.0043));
    }

    /** Samples of 64 spikes each: every 64th number is the first of each. */
    @Test
    void aPeriodInTheNumbersDoesNotShow() {
        Distribution numbers = new Distribution();
        IntStream.range(0, 1 << 22).forEach(k -> numbers.add(k % 64));
        assertThat(requireNonNull(numbers.quantiles()).median()).isBetween(30.0, 33.0);
    }
}
