package dev.backspike.worker.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import org.junit.jupiter.api.Test;

class OptimiserTest {

    @Test
    void twoStepsOfAdamAreThoseDoneByHand() {
        OptimiserSpec adam = new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, new ScheduleSpec.Constant());
        double[][] weights = {{1, 7}};
        Optimiser optimiser = new Optimiser(adam, GradientsSpec.PLAIN, weights);
        // m = 0.5 * 2 = 1, v = 0.25 * 4 = 1; corrected 1 / 0.5 = 2 and 1 / 0.25 = 4: 0.1 * 2 / (2 + 0.5) = 0.08.
        optimiser.step(new double[][] {{2, 0}}, 0.1);
        assertThat(weights[0][0]).isCloseTo(0.92, within(1e-15));
        // m = 0.5 - 0.5 * 1 = 0, so that nothing moves: the correction of m cannot matter, that of v neither.
        optimiser.step(new double[][] {{-1, 0}}, 0.1);
        assertThat(weights[0][0]).isCloseTo(0.92, within(1e-15));
        // m = 0 + 0.5 * 7 = 3.5; v = 0.75 (0.75 + 0.25) + 0.25 * 49 = 13; corrected by 1 - 0.125 and 1 - 0.421875.
        optimiser.step(new double[][] {{7, 0}}, 0.2);
        double expected = 0.92 - 0.2 * 4 / (Math.sqrt(13 / 0.578125) + 0.5);
        assertThat(weights[0][0]).isCloseTo(expected, within(1e-15));
        assertThat(weights[0][1]).isEqualTo(7);
    }

    @Test
    void adamWDecaysWeightsBesidesTheStep() {
        double[][] plain = {{1, -7}};
        double[][] decayed = {{1, -7}};
        ScheduleSpec constant = new ScheduleSpec.Constant();
        new Optimiser(new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, constant), GradientsSpec.PLAIN, plain)
                .step(new double[][] {{2, 3}}, 0.1);
        new Optimiser(new OptimiserSpec.AdamW(1, 0.5, 0.75, 0.5, 0.2, constant, null), GradientsSpec.PLAIN, decayed)
                .step(new double[][] {{2, 3}}, 0.1);
        assertThat(decayed[0][0]).isCloseTo(plain[0][0] - 0.1 * 0.2 * 1, within(1e-15));
        assertThat(decayed[0][1]).isCloseTo(plain[0][1] + 0.1 * 0.2 * 7, within(1e-15));
    }

    @Test
    void momentumAddsUp() {
        double[][] weights = {{1}};
        Optimiser optimiser = new Optimiser(
                new OptimiserSpec.Sgd(1, 0.5, new ScheduleSpec.Constant(), null), GradientsSpec.PLAIN, weights);
        optimiser.step(new double[][] {{2}}, 0.1); // m = 2
        optimiser.step(new double[][] {{4}}, 0.1); // m = 5
        optimiser.step(new double[][] {{-2}}, 0.1); // m = 0.5
        assertThat(weights[0][0]).isCloseTo(1 - 0.1 * 7.5, within(1e-15));
    }

    @Test
    void theGradientIsScaledDownToTheNorm() {
        double[][] weights = {{0}, {0}};
        Optimiser optimiser = new Optimiser(
                new OptimiserSpec.Sgd(1, 0, new ScheduleSpec.Constant(), null), new GradientsSpec(0.5, 0), weights);
        optimiser.step(new double[][] {{3}, {-4}}, 1);
        assertThat(weights[0][0]).isCloseTo(-0.3, within(1e-15));
        assertThat(weights[1][0]).isCloseTo(0.4, within(1e-15));
        optimiser.step(new double[][] {{0.03}, {-0.04}}, 1);
        assertThat(weights[0][0]).isCloseTo(-0.33, within(1e-15));
    }
}
