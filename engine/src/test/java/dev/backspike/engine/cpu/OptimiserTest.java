package dev.backspike.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.SlowOptimiser;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.plan.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimiserTest {

    private static final ScheduleSpec CONSTANT = new ScheduleSpec.Constant();
    private static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, CONSTANT);
    /** More than a thread takes at a time, and no multiple of it. */
    private static final int MANY = 100_001;

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    static Stream<OptimiserSpec> all() {
        return Stream.of(
                new OptimiserSpec.Adam(1, 0.9, 0.999, 1e-8, CONSTANT),
                new OptimiserSpec.AdamW(1, 0.8, 0.99, 1e-3, 0.1, CONSTANT, null),
                new OptimiserSpec.Sgd(1, 0.9, CONSTANT, null),
                new OptimiserSpec.Sgd(1, 0, CONSTANT, null));
    }

    /** In float 300 steps lose about 300 roundings of a value of order 1, 6e-8 each, when they all point one way. */
    @ParameterizedTest
    @MethodSource("all")
    void hundredsOfStepsAreThoseOfTheSlowOptimiser(OptimiserSpec spec) {
        Random random = new Random(1);
        Variable weights = variable(Kind.WEIGHT, 5, 1, -INFINITE, INFINITE, random);
        Variable taus = variable(Kind.TAU_MEM, 3, 0.1, -INFINITE, INFINITE, random);
        Optimiser optimiser = new Optimiser(spec, new GradientsSpec(2.0, 0), List.of(weights, taus));
        SlowOptimiser slow = new SlowOptimiser(spec, 2.0, 8);
        double[] theta = concat(weights.values(), taus.values());
        double[] factors = {1, 1, 1, 1, 1, 0.1, 0.1, 0.1};
        boolean[] decays = {true, true, true, true, true, false, false, false};
        try (Parallel parallel = new Parallel(1)) {
            for (int t = 0; t < 300; t++) {
                randomGradient(weights, random);
                randomGradient(taus, random);
                double rate = 0.01 * random.nextDouble();
                optimiser.run(parallel, rate, 1);
                slow.step(theta, concat(weights.gradient(), taus.gradient()), rate, factors, decays);
            }
        }
        double[] fast = concat(weights.values(), taus.values());
        for (int k = 0; k < theta.length; k++) {
            assertThat(fast[k]).isCloseTo(theta[k], within(2e-5));
        }
    }

    @Test
    void twoStepsOfAdamAreThoseDoneByHand() {
        float[] weights = {1};
        // m = 1, v = 1; corrected 2 and 4: 0.1 * 2 / (2 + 0.5). Then m = 0.
        run(ADAM, GradientsSpec.PLAIN, 1, weights, new float[][] {{2}, {-1}});
        assertThat(weights[0]).isCloseTo(0.92f, within(1e-6f));
    }

    @Test
    void adamWDecaysWeightsBesidesTheStep() {
        float[] plain = {1, -7};
        float[] decayed = {1, -7};
        run(ADAM, GradientsSpec.PLAIN, 1, plain, new float[][] {{2, 3}});
        OptimiserSpec adamW = new OptimiserSpec.AdamW(1, 0.5, 0.75, 0.5, 0.2, CONSTANT, null);
        run(adamW, GradientsSpec.PLAIN, 1, decayed, new float[][] {{2, 3}});
        assertThat(decayed[0]).isCloseTo(plain[0] - 0.02f, within(1e-6f));
        assertThat(decayed[1]).isCloseTo(plain[1] + 0.14f, within(1e-6f));
    }

    @Test
    void momentumAddsUp() {
        float[] weights = {1};
        // m = 2, then 5, then 0.5
        run(sgd(0.5), GradientsSpec.PLAIN, 1, weights, new float[][] {{2}, {4}, {-2}});
        assertThat(weights[0]).isCloseTo(1 - 0.75f, within(1e-6f));
    }

    @Test
    void theGradientIsScaledDownToTheNormOfAllOfIt() {
        float[] weights = new float[MANY];
        float[] gradient = new float[MANY];
        gradient[0] = 3;
        gradient[MANY - 1] = -4;
        run(sgd(0), new GradientsSpec(0.5, 0), 2, weights, new float[][] {gradient});
        assertThat(weights[0]).isCloseTo(-0.03f, within(1e-7f));
        assertThat(weights[MANY - 1]).isCloseTo(0.04f, within(1e-7f));
    }

    private static OptimiserSpec sgd(double momentum) {
        return new OptimiserSpec.Sgd(1, momentum, CONSTANT, null);
    }

    /** A step of learning rate 0.1 for each gradient. */
    private static void run(
            OptimiserSpec spec, GradientsSpec clipping, int threads, float[] weights, float[][] gradients) {
        Variable x = variable(Kind.WEIGHT, 1, -INFINITE, INFINITE, weights);
        Optimiser optimiser = new Optimiser(spec, clipping, List.of(x));
        try (Parallel parallel = new Parallel(threads)) {
            for (float[] gradient : gradients) {
                System.arraycopy(gradient, 0, x.gradient(), 0, gradient.length);
                optimiser.run(parallel, 0.1, 1);
            }
        }
    }

    @Test
    void valuesStayWithinTheirBounds() {
        Variable x = variable(Kind.DELAY, 3, 10, 0, 5, new Random(1));
        Arrays.fill(x.values(), 1);
        x.gradient()[0] = 1;
        x.gradient()[1] = -1;
        x.gradient()[2] = 0.0625f;
        try (Parallel parallel = new Parallel(1)) {
            new Optimiser(new OptimiserSpec.Sgd(1, 0, CONSTANT, null), GradientsSpec.PLAIN, List.of(x))
                    .run(parallel, 1, 1);
        }
        assertThat(x.values()).containsExactly(0, 5, 0.375f);
    }

    /** Several chunks, so that the order in which their squares are added could differ. */
    @ParameterizedTest
    @MethodSource("all")
    void theBitsDoNotDependOnTheNumberOfThreads(OptimiserSpec spec) {
        assertThat(trained(spec, 3)).isEqualTo(trained(spec, 1));
    }

    private static float[] trained(OptimiserSpec spec, int threads) {
        Random random = new Random(2);
        Variable x = variable(Kind.WEIGHT, 300_000, 1, -INFINITE, INFINITE, random);
        Optimiser optimiser = new Optimiser(spec, new GradientsSpec(1.0, 0), List.of(x));
        try (Parallel parallel = new Parallel(threads)) {
            for (int t = 0; t < 3; t++) {
                randomGradient(x, random);
                optimiser.run(parallel, 0.01, 1);
            }
        }
        return x.values();
    }

    private static Variable variable(Kind kind, int size, double factor, double min, double max, Random random) {
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = random.nextFloat();
        }
        return variable(kind, factor, min, max, values);
    }

    private static Variable variable(Kind kind, double factor, double min, double max, float[] values) {
        int size = values.length;
        Parameter parameter = new Parameter(kind, 0, "p", new int[] {size}, true, factor, min, max);
        return new Variable(values, new float[size], size, List.of(new Slice(parameter, 0, size, size)));
    }

    private static void randomGradient(Variable x, Random random) {
        for (int k = 0; k < x.size(); k++) {
            x.gradient()[k] = (float) random.nextGaussian();
        }
    }

    private static double[] concat(float[] a, float[] b) {
        double[] both = new double[a.length + b.length];
        Arrays.setAll(both, k -> k < a.length ? a[k] : b[k - a.length]);
        return both;
    }
}
