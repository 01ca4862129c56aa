package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackedSpikesTest {

    private final SpikeTrain train = new SpikeTrain();

    @Test
    void spikesComeBackInOrderOfTimeThenUnitAndInMilliseconds() {
        PackedSpikes.Builder builder = new PackedSpikes.Builder(2, 700);
        assertThat(builder.add(new float[] {0.5f, 0.25f, 0.25f}, new int[] {3, 699, 7}))
                .isNull();
        assertThat(builder.add(new float[] {1.5f}, new int[] {0})).isNull();
        PackedSpikes spikes = builder.build();

        spikes.read(0, train);
        assertThat(train.count).isEqualTo(3);
        assertThat(java.util.Arrays.copyOf(train.times, 3)).containsExactly(250, 250, 500);
        assertThat(java.util.Arrays.copyOf(train.units, 3)).containsExactly(7, 699, 3);
        spikes.read(1, train);
        assertThat(train.count).isEqualTo(1);
        assertThat(train.times[0]).isEqualTo(1500);
        assertThat(spikes.bytes(0)).isEqualTo(3 * 4);
    }

    @Test
    void timesThatFloat16CannotHoldKeepTheirPrecision() {
        PackedSpikes.Builder builder = new PackedSpikes.Builder(1, 65536);
        assertThat(builder.add(new float[] {0.1234567f}, new int[] {65535})).isNull();
        PackedSpikes spikes = builder.build();

        spikes.read(0, train);
        assertThat(train.times[0]).isEqualTo(0.1234567f * 1000.0);
        assertThat(train.units[0]).isEqualTo(65535);
        assertThat(spikes.bytes(0)).isEqualTo(6);
    }

    @Test
    void aNegativeZeroIsZeroAndComesFirst() {
        PackedSpikes.Builder builder = new PackedSpikes.Builder(1, 700);
        assertThat(builder.add(new float[] {0.5f, -0f}, new int[] {1, 2})).isNull();
        builder.build().read(0, train);
        assertThat(train.times[0]).isEqualTo(0.0);
        assertThat(train.units[0]).isEqualTo(2);
    }

    @Test
    void aSampleThatCannotBeIsRefusedWithItsReason() {
        assertThat(new PackedSpikes.Builder(1, 700).add(new float[] {0, 1}, new int[] {0}))
                .isEqualTo("has 2 times but 1 units");
        assertThat(new PackedSpikes.Builder(1, 700).add(new float[] {0}, new int[] {700}))
                .contains("unit 700")
                .contains("/dataset/units");
        assertThat(new PackedSpikes.Builder(1, 700).add(new float[] {Float.NaN}, new int[] {0}))
                .contains("NaN");
    }
}
