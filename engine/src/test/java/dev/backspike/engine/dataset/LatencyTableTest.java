package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;
import dev.backspike.common.spec.DatasetSpec.LatencyEncoding.Scale;
import org.junit.jupiter.api.Test;

class LatencyTableTest {

    @Test
    void linearRunsFromWhiteAtTheStartTowardsBlackAtTheEnd() {
        LatencyTable table = new LatencyTable(new LatencyEncoding(Scale.LINEAR, 5, 25, 0.2, 50));
        assertThat(table.time(255)).isEqualTo(5);
        assertThat(table.time(51)).isCloseTo(5 + 0.8 * 20, within(1e-12));
        assertThat(table.rank(255)).isZero();
        assertThat(table.rank(254)).isEqualTo(1);
    }

    /** The time at which a leaky integrator driven by p reaches the threshold: p (1 - exp(-t / tEff)) = threshold. */
    @Test
    void logarithmicIsTheTimeToThresholdOfALeakyIntegrator() {
        LatencyTable table = new LatencyTable(new LatencyEncoding(Scale.LOGARITHMIC, 0, 1000, 0.2, 50));
        for (int value = 52; value < 256; value++) {
            double reached = value / 255.0 * -Math.expm1(-table.time(value) / 50);
            assertThat(reached).isCloseTo(0.2, within(1e-12));
        }
    }

    @Test
    void onlyWhatIsDarkerThanTheThresholdIsSilent() {
        for (Scale scale : Scale.values()) {
            LatencyTable table = new LatencyTable(new LatencyEncoding(scale, 0, 20, 0.2, 50));
            assertThat(table.rank(50)).isEqualTo(LatencyTable.SILENT);
            assertThat(table.rank(0)).isEqualTo(LatencyTable.SILENT);
            assertThat(table.rank(51)).as("51 / 255 is the threshold").isNotNegative();
        }
    }

    @Test
    void logarithmicEndsAtTMaxWithOneRankForAllThatIsClipped() {
        LatencyTable table = new LatencyTable(new LatencyEncoding(Scale.LOGARITHMIC, 0, 20, 0.2, 50));
        assertThat(table.time(51)).isEqualTo(20);
        assertThat(table.time(60)).isEqualTo(20);
        assertThat(table.rank(60)).isEqualTo(table.rank(51));
        assertThat(table.time(255)).isCloseTo(50 * Math.log(1 / 0.8), within(1e-12));
    }
}
