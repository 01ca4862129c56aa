package dev.backspike.engine.dataset;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.file.ClassCount;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SplitReport;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataReportsTest {

    @Test
    void countsSpikesEmptySamplesAndWhatTheTrialDoesNotSee() {
        SplitReport report = DataReports.of(samples(2, new double[][] {{1, 2, 30}, {}, {19.999, 20}}), 20, 0);
        assertThat(report.counts())
                .isEqualTo(new SampleCounts(
                        3,
                        5L,
                        1,
                        new Quantiles(0, 0, 2, 3, 3),
                        new Quantiles(1, 1, 19.999, 30, 30),
                        new Quantiles(0, 0, 0, 0, 0),
                        List.of(new ClassCount(0, null, 2), new ClassCount(1, null, 1)),
                        List.of()));
        assertThat(report.spikesAfterTrial()).isEqualTo(2);
        assertThat(report.warnings())
                .containsExactly(
                        new DataWarning(
                                "spikes-after-trial",
                                "2 of 5 spikes lie after the trial of 20 ms, so that the network does not receive them;"
                                        + " raise /network/duration or check the unit of the times"),
                        new DataWarning("empty-samples", "1 of 3 samples have no spike"));
        assertThat(report.examples()).isEmpty();
    }

    @Test
    void timesInMicrosecondsOrMillisecondsAreRecognised() {
        // 0.031 s as it should be, in microseconds read as seconds, and in milliseconds read as seconds
        assertThat(DataReports.of(samples(1, new double[][] {{31}}), 120, 0).warnings())
                .isEmpty();
        assertThat(warning(31e6, 120))
                .isEqualTo(new DataWarning(
                        "no-spike-in-trial",
                        "no spike of 1 sample lies within the trial of 120 ms; the median time is 31,000 s: are the"
                                + " times in microseconds? They must be in seconds"));
        assertThat(warning(31e3, 120).message())
                .endsWith("the median time is 31 s: are the times in milliseconds? They must be in seconds");
        assertThat(warning(31e12, 120).message()).endsWith("the median time is 31,000,000,000 s");
    }

    @Test
    void timesWithinTheFirstHundredthOfTheTrialAreLikelyInAnotherUnit() {
        assertThat(warning(0.9, 100).code()).isEqualTo("spikes-at-start");
        assertThat(DataReports.of(samples(1, new double[][] {{1}}), 100, 0).warnings())
                .isEmpty();
    }

    @Test
    void dataWithoutASpikeHaveNoTimes() {
        SplitReport report = DataReports.of(samples(1, new double[][] {{}}), 20, 0);
        assertThat(report.counts().timesMs()).isNull();
        assertThat(report.warnings()).extracting(DataWarning::code).containsExactly("empty-samples");
    }

    @Test
    void trainingDataShouldHaveSamplesOfEachClass() {
        double[][] one = {{1}};
        assertThat(DataReports.ofTraining(samples(1, one), 20, 0).warnings()).isEmpty();
        assertThat(DataReports.ofTraining(samples(20, one), 20, 0).warnings())
                .containsExactly(new DataWarning(
                        "class-without-samples",
                        "19 of 20 classes have no sample: 1, 2, 3, 4, 5, ...; check the labels and the number of"
                                + " classes"));
        assertThat(DataReports.of(samples(20, one), 20, 0).warnings()).isEmpty();
    }

    @Test
    void labelsThatCountFromOneAreRecognised() {
        Dataset fromOne = Subset.holdOut(samples(3, new double[][] {{1}, {1}, {1}}), sample -> sample == 0)[0];
        assertThat(DataReports.ofTraining(fromOne, 20, 0).warnings())
                .extracting(DataWarning::message)
                .containsExactly("1 of 3 classes have no sample: 0; if the labels count from 1, subtract 1 from each");
    }

    @Test
    void examplesAreSpreadOverTheSamplesAndTheirSpikes() {
        double[][] times = new double[10][];
        for (int sample = 0; sample < 10; sample++) {
            times[sample] = IntStream.range(0, 5000).mapToDouble(k -> k * 1e-3).toArray();
        }
        List<DataSample> examples = DataReports.of(samples(1, times), 20, 3).examples();
        assertThat(examples).extracting(DataSample::sample).containsExactly(0, 3, 6);
        DataSample first = examples.getFirst();
        assertThat(first.spikes()).isEqualTo(5000);
        List<Double> shown = requireNonNull(first.times());
        assertThat(shown).hasSize(2000).isSorted();
        assertThat(shown.get(1000)).isEqualTo(2.5);
        assertThat(first.channels()).hasSize(2000);
    }

    private static DataWarning warning(double ms, double durationMs) {
        List<DataWarning> warnings =
                DataReports.of(samples(1, new double[][] {{ms}}), durationMs, 0).warnings();
        assertThat(warnings).hasSize(1);
        return warnings.getFirst();
    }

    /** Sample s has class s mod classes. */
    private static Dataset samples(int classes, double[][] times) {
        int[][] units = new int[times.length][];
        for (int sample = 0; sample < times.length; sample++) {
            units[sample] = new int[times[sample].length];
        }
        return new RandomSpikes(1, classes, times, units);
    }
}
