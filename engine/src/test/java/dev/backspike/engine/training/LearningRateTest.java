package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.WarmUpSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void cosineFallsFromTheRateToTheFinalFactor() {
        LearningRate rate = rate(new ScheduleSpec.Cosine(0.1), null, 11);
        assertThat(rate.at(0, 0)).isEqualTo(2);
        assertThat(rate.at(5, 0)).isCloseTo(1.1, within(1e-12));
        assertThat(rate.at(10, 0)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void warmUpMultipliesTheSchedule() {
        LearningRate linear = rate(new ScheduleSpec.Exponential(0.5), new WarmUpSpec.Linear(4), 3);
        assertThat(linear.at(0, 0)).isEqualTo(0.5);
        assertThat(linear.at(0, 3)).isEqualTo(2);
        assertThat(linear.at(1, 1000)).isEqualTo(1);
        LearningRate geometric = rate(new ScheduleSpec.Constant(), new WarmUpSpec.Geometric(1e-3, 1.05), 3);
        assertThat(geometric.at(0, 0)).isCloseTo(2e-3, within(1e-15));
        assertThat(geometric.at(0, 1)).isCloseTo(2.1e-3, within(1e-15));
        // 1.05^141.6 = 1000
        assertThat(geometric.at(0, 141)).isLessThan(2);
        assertThat(geometric.at(0, 142)).isEqualTo(2);
    }

    @Test
    void plateauHalvesWhenTheFastAverageFallsBelowTheSlowOne() {
        LearningRate rate = rate(new ScheduleSpec.Plateau(0.5, 0.5, 0.9, 3), null, 100);
        for (int epoch = 0; epoch < 10; epoch++) {
            rate.afterEpoch(epoch, 0.8);
        }
        assertThat(rate.at(10, 0)).isEqualTo(2);
        // fast 0.8 -> 0.4 -> 0.2 -> 0.1, slow from 0.52: below it from the first fall on; then three epochs' patience
        rate.afterEpoch(10, 0);
        assertThat(rate.at(11, 0)).isEqualTo(1);
        rate.afterEpoch(11, 0);
        rate.afterEpoch(12, 0);
        assertThat(rate.at(13, 0)).isEqualTo(1);
        rate.afterEpoch(13, 0);
        assertThat(rate.at(14, 0)).isEqualTo(0.5);
    }

    @Test
    void plateauTakesAveragesThatDoNotDifferForAPlateau() {
        LearningRate rate = rate(new ScheduleSpec.Plateau(0.5, 0.5, 0.9, 3), null, 100);
        rate.afterEpoch(0, 0);
        rate.afterEpoch(1, 0);
        assertThat(rate.at(2, 0)).isEqualTo(2);
        rate.afterEpoch(2, 0);
        assertThat(rate.at(3, 0)).isEqualTo(1);
    }

    private static LearningRate rate(ScheduleSpec schedule, @Nullable WarmUpSpec warmUp, int epochs) {
        return new LearningRate(new OptimiserSpec.Sgd(2, 0, schedule, warmUp), epochs);
    }
}
