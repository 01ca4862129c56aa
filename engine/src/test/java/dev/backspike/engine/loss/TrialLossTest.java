package dev.backspike.engine.loss;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.LossSpec;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialLossTest {

    private static final double DURATION = 60;

    static Stream<TrialLoss> losses() {
        return Stream.of(
                TrialLoss.of(new LossSpec.FirstSpike(2, 6.4, 0.003, 0), DURATION),
                TrialLoss.of(new LossSpec.SumVoltage(), DURATION),
                TrialLoss.of(new LossSpec.SumVoltage(LossSpec.Profile.LINEAR, 0.3), DURATION),
                TrialLoss.of(new LossSpec.SpikeTimeMse(12, 18, 5, 0), DURATION),
                TrialLoss.of(new LossSpec.VoltageMse(1, -0.5), DURATION));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void theGradientEqualsCentralDifferences(TrialLoss loss) {
        Random random = new Random(5);
        for (int k = 0; k < 50; k++) {
            double[] x = random.doubles(4, 10, 20).toArray();
            double[] gradient = new double[4];
            double[] unused = new double[4];
            loss.evaluate(x, k % 4, gradient);
            for (int n = 0; n < 4; n++) {
                double[] shifted = x.clone();
                shifted[n] = x[n] + 1e-5;
                double above = loss.evaluate(shifted, k % 4, unused);
                shifted[n] = x[n] - 1e-5;
                double below = loss.evaluate(shifted, k % 4, unused);
                assertThat(gradient[n]).isCloseTo((above - below) / 2e-5, within(1e-9 + 1e-10 * above));
            }
        }
    }

    @Test
    void labelSmoothingIsACrossEntropyWithASoftTarget() {
        double[] x = {1, 2, 4};
        double sum = exp(1) + exp(2) + exp(4);
        double expected = -(0.9 + 0.1 / 3) * log(exp(2) / sum) - 0.1 / 3 * (log(exp(1) / sum) + log(exp(4) / sum));
        assertThat(new SoftmaxLoss(0.1).evaluate(x, 1, new double[3])).isCloseTo(expected, within(1e-14));
    }

    @Test
    void theSpikeNearestToALabelsTimeIsPredicted() {
        double[] times = {18, 12, POSITIVE_INFINITY};
        assertThat(new SpikeTimeMseLoss(10, 20, 5, DURATION).predict(times)).isEqualTo(1);
        assertThat(new SpikeTimeMseLoss(20, 10, 5, DURATION).predict(times)).isZero();
        assertThat(new SpikeTimeMseLoss(10, 20, 5, DURATION).predict(new double[] {POSITIVE_INFINITY}))
                .isEqualTo(-1);
    }

    @Test
    void theVoltageFurthestTowardsTheLabelsTargetIsPredicted() {
        assertThat(new SquaredErrorLoss(1, 0).predict(new double[] {0.2, 0.7, -1}))
                .isEqualTo(1);
        assertThat(new SquaredErrorLoss(-1, 0).predict(new double[] {0.2, 0.7, -1}))
                .isEqualTo(2);
    }

    @Test
    void firstSpikesAreComparedByTheirSoftmaxAndTheLabelIsAskedToComeEarly() {
        TrialLoss loss = new FirstSpikeLoss(0.5, 6.4, 0.003, DURATION);
        double[] gradient = new double[2];
        double t0 = 10;
        double t1 = 10.5;
        double p0 = exp(-t0 / 0.5) / (exp(-t0 / 0.5) + exp(-t1 / 0.5));
        assertThat(loss.evaluate(new double[] {t0, t1}, 0, gradient))
                .isCloseTo(-log(p0) + 0.003 * (exp(t0 / 6.4) - 1), within(1e-14));
        assertThat(gradient[0]).isCloseTo((1 - p0) / 0.5 + 0.003 / 6.4 * exp(t0 / 6.4), within(1e-14));
        assertThat(gradient[1]).isCloseTo(-(1 - p0) / 0.5, within(1e-14));
        assertThat(loss.predict(new double[] {t0, t1})).isZero();
    }

    @Test
    void aMissingSpikeCountsAsTheEndOfTheTrialAndHasNoDerivative() {
        TrialLoss loss = new FirstSpikeLoss(20, 6.4, 0.003, DURATION);
        double[] gradient = new double[3];
        double[] unused = new double[3];
        double missing = loss.evaluate(new double[] {30, POSITIVE_INFINITY, 40}, 1, gradient);
        assertThat(missing).isEqualTo(loss.evaluate(new double[] {30, DURATION, 40}, 1, unused));
        assertThat(gradient[1]).isZero();
        assertThat(gradient[0]).isEqualTo(unused[0]).isNegative();
    }

    @Test
    void withoutAnySpikeNothingIsPredicted() {
        TrialLoss loss = new FirstSpikeLoss(0.5, 6.4, 0.003, DURATION);
        double[] gradient = new double[2];
        double[] silent = {POSITIVE_INFINITY, POSITIVE_INFINITY};
        assertThat(loss.predict(silent)).isEqualTo(-1);
        assertThat(loss.evaluate(silent, 0, gradient)).isFinite();
        assertThat(gradient).containsOnly(0);
    }

    @Test
    void softmaxSurvivesLargeValuesAndSaysNothingOfNaN() {
        TrialLoss loss = new SoftmaxLoss(0);
        double[] gradient = new double[2];
        assertThat(loss.evaluate(new double[] {1000, 1001}, 0, gradient))
                .isCloseTo(1 + log(1 + exp(-1)), within(1e-12));
        assertThat(gradient[0] + gradient[1]).isCloseTo(0, within(1e-15));
        assertThat(loss.predict(new double[] {1000, 1001})).isEqualTo(1);
        assertThat(loss.predict(new double[] {Double.NaN, Double.NaN})).isEqualTo(-1);
    }
}
