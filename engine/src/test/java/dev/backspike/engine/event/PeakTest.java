package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeakTest {

    private static final int POINTS = 4000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theLargestVoltageOfAFineGridIsTheMaximum(int timeConstants) {
        Random random = new Random(timeConstants);
        Peak peak = new Peak();
        int inside = 0;
        int atEnd = 0;
        for (int trial = 0; trial < 300; trial++) {
            PspKernel[] kernels = new PspKernel[timeConstants];
            double[] i = new double[timeConstants];
            double tauMem = 5 + 20 * random.nextDouble();
            for (int c = 0; c < timeConstants; c++) {
                kernels[c] = new PspKernel(tauMem, trial % 5 == 0 && c == 0 ? tauMem : 2 + 25 * random.nextDouble());
                i[c] = 3 * random.nextGaussian();
            }
            double v = random.nextGaussian();
            double h = 60 * random.nextDouble();
            double largest = v;
            double at = 0;
            for (int k = 1; k <= POINTS; k++) {
                double candidate = voltage(v, i, kernels, h * k / POINTS);
                if (candidate > largest) {
                    largest = candidate;
                    at = h * k / POINTS;
                }
            }
            peak.find(v, i, kernels, h);
            boolean rises = largest > Math.max(0, v) + 1e-9;
            if (rises) {
                // V is flat at a maximum, so that a grid point next to it misses little, and never exceeds it.
                assertThat(peak.voltage()).isBetween(largest - 1e-12, largest + 1e-4);
                assertThat(peak.time()).isCloseTo(at, within(2 * h / POINTS));
                assertThat(peak.isAtEnd()).isEqualTo(peak.time() == h);
                assertThat(peak.rise()).isGreaterThanOrEqualTo(0).matches(r -> r > 0 == peak.isAtEnd());
                inside += peak.isAtEnd() ? 0 : 1;
                atEnd += peak.isAtEnd() ? 1 : 0;
            } else {
                assertThat(peak.voltage()).isLessThanOrEqualTo(Math.max(0, v) + 1e-4);
            }
        }
        assertThat(inside).isGreaterThan(30);
        assertThat(atEnd).isGreaterThan(10);
    }

    @Test
    void betweenTwoRisesTheHigherCounts() {
        // Fast excitation brings a first maximum, faster than inhibition ends a second one brought by the slow current.
        PspKernel[] kernels = {new PspKernel(2, 1), new PspKernel(2, 6), new PspKernel(2, 60)};
        double[] i = {30, -6, 2};
        Peak peak = new Peak();
        peak.find(0, i, kernels, 200);
        double first = peak.voltage();
        assertThat(peak.time()).isLessThan(3);
        i[0] = 4;
        peak.find(0, i, kernels, 200);
        assertThat(peak.time()).isGreaterThan(10);
        assertThat(peak.voltage()).isLessThan(first);
    }

    private static double voltage(double v, double[] i, PspKernel[] kernels, double t) {
        double a = Math.exp(-t / kernels[0].tauMem);
        double sum = a * v;
        for (int c = 0; c < i.length; c++) {
            sum += i[c] * kernels[c].kappa(t, a, kernels[c].b(t, a));
        }
        return sum;
    }
}
