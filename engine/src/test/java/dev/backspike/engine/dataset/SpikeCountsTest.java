package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.engine.dataset.SpikeCounts.Code;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpikeCountsTest {

    @Test
    void countsSpikesEmptySamplesAndWhatTheTrialDoesNotSee() {
        SpikeCounts counts = SpikeCounts.of(samples(new double[][] {{1, 2, 30}, {}, {20, 19.999}}), 20);
        assertThat(counts).isEqualTo(new SpikeCounts(3, 5, 1, 20, 2, 19.999));
        assertThat(counts.warnings())
                .extracting(SpikeCounts.Warning::code)
                .containsExactly(Code.SPIKES_AFTER_TRIAL, Code.EMPTY_SAMPLES);
        assertThat(counts.warnings())
                .extracting(SpikeCounts.Warning::message)
                .containsExactly(
                        "2 of 5 spikes lie after the trial of 20 ms and are not seen by the network",
                        "1 of 3 samples have no spike");
    }

    @Test
    void timesInMicrosecondsOrMillisecondsAreRecognised() {
        // 0.031 s as it should be, in microseconds read as seconds, and in milliseconds read as seconds
        assertThat(SpikeCounts.of(samples(new double[][] {{31}}), 120).warnings())
                .isEmpty();
        assertThat(message(31e6))
                .isEqualTo("no spike of 1 samples lies within the trial of 120 ms; the median time is 31,000 s: are the"
                        + " times in microseconds? They must be in seconds");
        assertThat(message(31e3))
                .endsWith("the median time is 31 s: are the times in milliseconds? They must be in seconds");
        assertThat(message(31e12)).endsWith("the median time is 31,000,000,000 s");
    }

    private static String message(double ms) {
        return SpikeCounts.of(samples(new double[][] {{ms}}), 120)
                .warnings()
                .getFirst()
                .message();
    }

    @Test
    void dataWithoutASpikeHaveNoMedian() {
        SpikeCounts counts = SpikeCounts.of(samples(new double[][] {{}}), 20);
        assertThat(counts.medianTimeMs()).isNaN();
        assertThat(counts.warnings()).extracting(SpikeCounts.Warning::code).containsExactly(Code.EMPTY_SAMPLES);
    }

    @Test
    void theMedianOfManySpikesIsNearTheirs() {
        double[] times =
                IntStream.range(0, 1_000_000).mapToDouble(k -> k * 1e-3).toArray();
        SpikeCounts counts = SpikeCounts.of(samples(new double[][] {times}), 2000);
        assertThat(counts.spikes()).isEqualTo(1_000_000);
        assertThat(counts.medianTimeMs()).isBetween(495.0, 505.0);
    }

    private static Dataset samples(double[][] times) {
        return new Dataset() {

            @Override
            public int size() {
                return times.length;
            }

            @Override
            public int units() {
                return 1;
            }

            @Override
            public int classes() {
                return 1;
            }

            @Override
            public int label(int sample) {
                return 0;
            }

            @Override
            public long bytes(int sample) {
                return 0;
            }

            @Override
            public void read(int sample, SpikeTrain into) {
                into.clear();
                into.reserve(times[sample].length);
                for (double time : times[sample]) {
                    into.times[into.count] = time;
                    into.units[into.count++] = 0;
                }
            }
        };
    }
}
