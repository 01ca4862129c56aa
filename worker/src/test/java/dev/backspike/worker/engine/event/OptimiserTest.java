package dev.backspike.worker.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import org.junit.jupiter.api.Test;

class OptimiserTest {

    @Test
    void twoStepsOfAdamAreThoseDoneByHand() {
        OptimiserSpec adam = new OptimiserSpec.Adam(1, 0.5, 0.75, 0.5, new ScheduleSpec.Constant());
        double[][] weights = {{1, 7}};
        Optimiser optimiser = new Optimiser(adam, weights);
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
}
