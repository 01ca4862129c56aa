package dev.backspike.worker.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.worker.engine.Parallel;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The steps are those that the exact engine's optimiser is held to, in float. */
class OptimiserTest {

    private static final ScheduleSpec CONSTANT = new ScheduleSpec.Constant();
    private static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, CONSTANT);
    /** More than a thread takes at a time, and no multiple of it. */
    private static final int MANY = 100_001;

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

    @Test
    void threadsDoNotMatter() {
        Random random = new Random(3);
        float[][] gradients = new float[5][MANY];
        for (float[] gradient : gradients) {
            for (int k = 0; k < MANY; k++) {
                gradient[k] = (float) random.nextGaussian();
            }
        }
        for (OptimiserSpec spec : new OptimiserSpec[] {ADAM, sgd(0.9)}) {
            float[] one = new float[MANY];
            float[] three = new float[MANY];
            run(spec, new GradientsSpec(1.0, 0), 1, one, gradients);
            run(spec, new GradientsSpec(1.0, 0), 3, three, gradients);
            assertThat(three).isEqualTo(one);
            assertThat(one[7]).isNotZero();
        }
    }

    private static OptimiserSpec sgd(double momentum) {
        return new OptimiserSpec.Sgd(1, momentum, CONSTANT, null);
    }

    /** A step of learning rate 0.1 for each gradient. */
    private static void run(
            OptimiserSpec spec, GradientsSpec clipping, int threads, float[] weights, float[][] gradients) {
        try (Parallel parallel = new Parallel(threads)) {
            Optimiser optimiser = new Optimiser(spec, clipping, weights.length);
            for (float[] gradient : gradients) {
                optimiser.run(parallel, weights, gradient, 0.1);
            }
        }
    }
}
