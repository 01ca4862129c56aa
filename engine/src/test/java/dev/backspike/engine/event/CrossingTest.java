package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.engine.NotConvergedException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threshold crossings against a fine scan with bisection, of a voltage written down a second time here. */
class CrossingTest {

    private static final double TAU_MEM = 20;
    private static final double THETA = 1;
    private static final double HORIZON = 120;

    @ParameterizedTest
    @ValueSource(doubles = {5, 10, 4, 6.3, 19, 19.999, 20, 20.001, 23, 40, 2.5})
    void theCrossingOfOneSynapticTimeConstantIsWhereAScanFindsIt(double tauSyn) {
        checkAgainstScan(new double[] {tauSyn}, 400);
    }

    @Test
    void theFirstCrossingOfSeveralSynapticTimeConstantsIsWhereAScanFindsIt() {
        checkAgainstScan(new double[] {5, 20}, 400);
        checkAgainstScan(new double[] {2, 10, 35}, 400);
        checkAgainstScan(new double[] {19.9, 20, 20.1}, 400);
    }

    @Test
    void aLowerBoundThatPassesTheLimitIsReturnedUnrefined() {
        PspKernel[] kernels = kernels(new double[] {5});
        Crossing crossing = new Crossing(TAU_MEM, THETA, kernels);
        double[][] i = {{9}};
        double exactTime = crossing.refine(0, i, 0, 0, HORIZON);
        assertThat(crossing.exact()).isTrue();
        double bound = crossing.refine(0, i, 0, 0, exactTime / 10);
        assertThat(crossing.exact()).isFalse();
        assertThat(bound).isBetween(exactTime / 10, exactTime);
    }

    @Test
    void withTauMemTwiceTauSynTheCrossingSolvesAQuadratic() {
        // V = (v + i) x - i x^2 with x = exp(-t / tau_m), from kappa = x - x^2.
        double v = -0.3;
        double i = 7;
        double x = ((v + i) + Math.sqrt((v + i) * (v + i) - 4 * i * THETA)) / (2 * i);
        Crossing crossing = new Crossing(TAU_MEM, THETA, kernels(new double[] {TAU_MEM / 2}));
        double t = crossing.refine(v, new double[][] {{i}}, 0, 0, HORIZON);
        assertThat(crossing.exact()).isTrue();
        assertThat(t).isCloseTo(-TAU_MEM * Math.log(x), within(1e-14));
    }

    @Test
    void aPeakJustBelowTheThresholdIsNoCrossingAndOneJustAboveIs() {
        for (double tauSyn : new double[] {5, 10, 20}) {
            // From rest the peak is i times the largest kappa; with equal time constants i / e.
            double ratio = TAU_MEM / tauSyn;
            double largestKappa = ratio == 1 ? Math.exp(-1) : Math.pow(ratio, -ratio / (ratio - 1));
            Crossing crossing = new Crossing(TAU_MEM, THETA, kernels(new double[] {tauSyn}));
            assertThat(exactTime(crossing, 0, new double[][] {{THETA / largestKappa * (1 - 1e-9)}}))
                    .isInfinite();
            assertThat(exactTime(crossing, 0, new double[][] {{THETA / largestKappa * (1 + 1e-9)}}))
                    .isLessThan(HORIZON);
        }
    }

    private static void checkAgainstScan(double[] tauSyn, int cases) {
        Random random = new Random(11);
        Crossing crossing = new Crossing(TAU_MEM, THETA, kernels(tauSyn));
        int crossings = 0;
        double largestError = 0;
        for (int k = 0; k < cases; k++) {
            double v = 1.3 * random.nextDouble() * random.nextDouble() * (random.nextBoolean() ? 1 : -2) * 0.7;
            double[] i = random.doubles(tauSyn.length, -6, 12).toArray();
            double expected = scan(v, i, tauSyn);
            double[][] currents =
                    Arrays.stream(i).mapToObj(c -> new double[] {c}).toArray(double[][]::new);
            double found = exactTime(crossing, v, currents);
            double bound = crossing.bound(v, currents, 0);
            if (expected <= HORIZON) {
                crossings++;
                assertThat(bound).isLessThanOrEqualTo(expected + 1e-13);
                assertThat(found).as("v %s, i %s", v, Arrays.toString(i)).isCloseTo(expected, within(1e-10));
                // In terms of the voltage the accuracy does not depend on how steeply it rises.
                largestError = Math.max(largestError, Math.abs(voltage(found, v, i, tauSyn) - THETA));
            } else {
                assertThat(found).as("v %s, i %s", v, Arrays.toString(i)).isGreaterThan(HORIZON);
            }
        }
        System.out.printf(
                "crossing: tau_s %s: %d of %d cross, largest |V - theta| %.1e%n",
                Arrays.toString(tauSyn), crossings, cases, largestError);
        assertThat(crossings).isBetween(cases / 20, cases * 19 / 20);
        assertThat(largestError).isLessThan(1e-13);
    }

    private static double exactTime(Crossing crossing, double v, double[][] i) {
        double bound = crossing.bound(v, i, 0);
        return bound == Double.POSITIVE_INFINITY ? bound : crossing.refine(v, i, 0, bound, HORIZON);
    }

    private static PspKernel[] kernels(double[] tauSyn) {
        return Arrays.stream(tauSyn)
                .mapToObj(tau -> new PspKernel(TAU_MEM, tau))
                .toArray(PspKernel[]::new);
    }

    /** The first time on a grid of 1 / 100 ms at which V has reached theta, bisected. */
    private static double scan(double v, double[] i, double[] tauSyn) {
        for (int k = 1; k <= 100 * HORIZON; k++) {
            double t = k / 100.0;
            if (voltage(t, v, i, tauSyn) >= THETA) {
                double low = (k - 1) / 100.0;
                double high = t;
                for (int step = 0; step < 60; step++) {
                    double middle = (low + high) / 2;
                    if (voltage(middle, v, i, tauSyn) >= THETA) {
                        high = middle;
                    } else {
                        low = middle;
                    }
                }
                return high;
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private static double voltage(double t, double v, double[] i, double[] tauSyn) {
        double voltage = v * Math.exp(-t / TAU_MEM);
        for (int c = 0; c < i.length; c++) {
            double s = 1 / tauSyn[c] - 1 / TAU_MEM;
            double kappa = s == 0
                    ? t / TAU_MEM * Math.exp(-t / TAU_MEM)
                    : Math.exp(-t / TAU_MEM) * -Math.expm1(-t * s) / (TAU_MEM * s);
            voltage += i[c] * kappa;
        }
        return voltage;
    }

    @ParameterizedTest
    @ValueSource(doubles = {100, 1e6, 1e9, 1e12})
    void currentsOfAnySensibleSizeConverge(double current) {
        for (double[] tauSyn : new double[][] {{5}, {10}, {20}, {40}, {5, 20}, {2, 10, 35}}) {
            Crossing crossing = new Crossing(TAU_MEM, THETA, kernels(tauSyn));
            double[][] currents = new double[tauSyn.length][1];
            for (int c = 0; c < tauSyn.length; c++) {
                currents[c][0] = c % 2 == 0 ? current : -current / 2;
            }
            assertThat(exactTime(crossing, 0, currents)).isLessThan(TAU_MEM);
        }
    }

    @Test
    void currentsNearTheLargestDoubleAreAFailureAndNotAnEndlessSearch() {
        for (double[] tauSyn : new double[][] {{5}, {5, 20}}) {
            Crossing crossing = new Crossing(TAU_MEM, THETA, kernels(tauSyn));
            double[][] currents = new double[tauSyn.length][1];
            for (double[] current : currents) {
                current[0] = 1.5e308;
            }
            assertThatThrownBy(() -> crossing.refine(0, currents, 0, 0, HORIZON))
                    .isInstanceOf(NotConvergedException.class)
                    .hasMessageContaining("not found in 1000 steps")
                    .hasMessageContaining("lower them");
        }
    }
}
