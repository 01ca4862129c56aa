package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.engine.SlowOptimiser;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimiserTest {

    private static final ScheduleSpec CONSTANT = new ScheduleSpec.Constant();
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void threeStepsOfAdamAreThoseDoneByHand() {
        Variable x = weights(1, 7);
        Optimiser optimiser = plain(new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, CONSTANT), x);
        // m = 0.5 * 2 = 1, v = 0.25 * 4 = 1; corrected 1 / 0.5 = 2 and 1 / 0.25 = 4: 0.1 * 2 / (2 + 0.5) = 0.08.
        step(optimiser, x, 0.1, 2, 0);
        assertThat(x.values()[0]).isCloseTo(0.92, within(1e-15));
        // m = 0.5 - 0.5 * 1 = 0, so that nothing moves: the correction of m cannot matter, that of v neither.
        step(optimiser, x, 0.1, -1, 0);
        assertThat(x.values()[0]).isCloseTo(0.92, within(1e-15));
        // m = 0 + 0.5 * 7 = 3.5; v = 0.75 (0.75 + 0.25) + 0.25 * 49 = 13; corrected by 1 - 0.125 and 1 - 0.421875.
        step(optimiser, x, 0.2, 7, 0);
        double expected = 0.92 - 0.2 * 4 / (Math.sqrt(13 / 0.578125) + 0.5);
        assertThat(x.values()[0]).isCloseTo(expected, within(1e-15));
        assertThat(x.values()[1]).isEqualTo(7);
    }

    @Test
    void adamWDecaysWeightsByTheLearningRateTimesTheDecayAndNothingElse() {
        Variable weights = weights(10, -2);
        Variable delays =
                new Variable(parameter(Kind.DELAY, 2, 1, -INFINITE, INFINITE), new double[] {10, 2}, new double[2]);
        Optimiser optimiser = plain(new OptimiserSpec.AdamW(1, 0.9, 0.999, 1e-8, 0.5, CONSTANT, null), weights, delays);
        optimiser.step(0.1, 1); // no gradient: Adam alone would move nothing
        assertThat(weights.values()).containsExactly(9.5, -1.9);
        assertThat(delays.values()).containsExactly(10, 2);
    }

    @Test
    void momentumAddsUpGradients() {
        Variable x = weights(0);
        Optimiser optimiser = plain(new OptimiserSpec.Sgd(1, 0.5, CONSTANT, null), x);
        step(optimiser, x, 1, 8); // m = 8
        step(optimiser, x, 1, 0); // m = 4
        step(optimiser, x, 0.5, 2); // m = 4
        assertThat(x.values()).containsExactly(-8 - 4 - 2);
    }

    @Test
    void withoutMomentumAStepIsTheGradient() {
        Variable x = weights(1);
        Optimiser optimiser = plain(new OptimiserSpec.Sgd(1, 0, CONSTANT, null), x);
        step(optimiser, x, 0.5, 3);
        assertThat(x.values()).containsExactly(-0.5);
        assertThat(optimiser.moments()).isEmpty();
    }

    @Test
    void gradientsAreScaledDownToTheNormOfAllTogether() {
        Variable first = weights(0, 0);
        Variable second = weights(0);
        OptimiserSpec sgd = new OptimiserSpec.Sgd(1, 0, CONSTANT, null);
        Optimiser optimiser = new Optimiser(sgd, new GradientsSpec(6.5, 0), List.of(first, second));
        Arrays.setAll(first.gradient(), k -> new double[] {3, 4}[k]);
        second.gradient()[0] = 12; // norm 13
        optimiser.step(1, 1);
        assertThat(first.values()).containsExactly(-1.5, -2);
        assertThat(second.values()).containsExactly(-6);
        second.gradient()[0] = 0; // norm 5: within the limit, so as it is
        optimiser.step(1, 1);
        assertThat(first.values()).containsExactly(-4.5, -6);
    }

    @Test
    void valuesStayWithinTheirBoundsAndMoveAtTheirOwnRate() {
        Parameter bounded = parameter(Kind.DELAY, 3, 10, 0, 5);
        Variable x = new Variable(bounded, new double[] {1, 1, 1}, new double[] {1, -1, 0.05});
        plain(new OptimiserSpec.Sgd(1, 0, CONSTANT, null), x).step(1, 1);
        assertThat(x.values()).containsExactly(0, 5, 0.5);
    }

    @Test
    void whatIsNotLearnableStays() {
        Parameter fixed = new Parameter(Kind.DELAY, 0, "d", new int[] {1}, false, 1, 0, 9);
        Variable x = new Variable(fixed, new double[] {3}, new double[0]);
        Optimiser optimiser = plain(new OptimiserSpec.AdamW(1, 0.9, 0.999, 1e-8, 0.5, CONSTANT, null), x);
        optimiser.step(1, 1);
        assertThat(x.values()).containsExactly(3);
        assertThat(optimiser.moments()).isEmpty();
    }

    static Stream<OptimiserSpec> all() {
        return Stream.of(
                new OptimiserSpec.Adam(1, 0.9, 0.999, 1e-8, CONSTANT),
                new OptimiserSpec.AdamW(1, 0.8, 0.99, 1e-3, 0.1, CONSTANT, null),
                new OptimiserSpec.Sgd(1, 0.9, CONSTANT, null));
    }

    @ParameterizedTest
    @MethodSource("all")
    void hundredsOfStepsAreThoseOfTheSlowOptimiser(OptimiserSpec spec) {
        Random random = new Random(1);
        Variable weights = weights(random.doubles(5).toArray());
        Variable taus = new Variable(
                parameter(Kind.TAU_MEM, 3, 0.1, -INFINITE, INFINITE),
                random.doubles(3).toArray(),
                new double[3]);
        Optimiser optimiser = new Optimiser(spec, new GradientsSpec(2.0, 0), List.of(weights, taus));
        SlowOptimiser slow = new SlowOptimiser(spec, 2.0, 8);
        double[] theta = concat(weights.values(), taus.values());
        double[] factors = {1, 1, 1, 1, 1, 0.1, 0.1, 0.1};
        boolean[] decays = {true, true, true, true, true, false, false, false};
        for (int t = 0; t < 300; t++) {
            Arrays.setAll(weights.gradient(), _ -> random.nextGaussian());
            Arrays.setAll(taus.gradient(), _ -> random.nextGaussian());
            double rate = 0.01 * random.nextDouble();
            optimiser.step(rate, 1);
            slow.step(theta, concat(weights.gradient(), taus.gradient()), rate, factors, decays);
        }
        double[] fast = concat(weights.values(), taus.values());
        for (int k = 0; k < theta.length; k++) {
            assertThat(fast[k]).isCloseTo(theta[k], within(1e-12));
        }
    }

    private static Optimiser plain(OptimiserSpec spec, Variable... variables) {
        return new Optimiser(spec, GradientsSpec.PLAIN, List.of(variables));
    }

    private static void step(Optimiser optimiser, Variable x, double rate, double... gradient) {
        System.arraycopy(gradient, 0, x.gradient(), 0, gradient.length);
        optimiser.step(rate, 1);
    }

    private static Variable weights(double... values) {
        return new Variable(
                parameter(Kind.WEIGHT, values.length, 1, -INFINITE, INFINITE), values, new double[values.length]);
    }

    private static Parameter parameter(Kind kind, int size, double factor, double min, double max) {
        return new Parameter(kind, 0, "p", new int[] {size}, true, factor, min, max);
    }

    private static double[] concat(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
