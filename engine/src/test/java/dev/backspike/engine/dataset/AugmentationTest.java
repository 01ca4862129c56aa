package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.AugmentationSpec;
import dev.backspike.common.spec.AugmentationSpec.Blend;
import dev.backspike.common.spec.AugmentationSpec.ChannelShift;
import dev.backspike.common.spec.AugmentationSpec.Dilation;
import dev.backspike.common.spec.AugmentationSpec.Dropout;
import dev.backspike.common.spec.AugmentationSpec.Jitter;
import dev.backspike.common.spec.AugmentationSpec.TimeShift;
import dev.backspike.common.spec.DelayLineSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final double DURATION = 100;
    /** Standard deviations that a sample mean may be from the true one; with seeds fixed, no test is flaky. */
    private static final double WIDE = 4;

    private final SpikeTrain spikes = new SpikeTrain();
    private final SpikeTrain original = new SpikeTrain();

    @Test
    void withoutStepsTheDataAreWhatTheyWere() {
        Dataset data = RandomSpikes.of(1, 3, 20, 2, 30, 100);
        assertThat(Augmentation.of(data, List.of(), 1, DURATION).in(5)).isSameAs(data);
    }

    @Test
    void keepsSamplesUnitsClassesAndLabels() {
        Dataset data = RandomSpikes.of(1, 7, 20, 3, 30, 100);
        Dataset altered =
                Augmentation.of(data, List.of(new Dropout(0.5)), 1, DURATION).in(0);
        assertThat(altered.size()).isEqualTo(7);
        assertThat(altered.units()).isEqualTo(20);
        assertThat(altered.classes()).isEqualTo(3);
        assertThat(altered.label(5)).isEqualTo(2);
    }

    @Test
    void spikesAreInOrderWithinTheTrialAndOfUnitsThereAre() {
        for (long seed = 0; seed < 200; seed++) {
            Dataset data = RandomSpikes.of(seed, 4, 30, 2, 200, 120);
            Dataset altered = Augmentation.of(data, steps(new Random(seed)), seed, DURATION)
                    .in(3);
            for (int sample = 0; sample < data.size(); sample++) {
                altered.read(sample, spikes);
                for (int k = 0; k < spikes.count; k++) {
                    assertThat(spikes.times[k]).isGreaterThanOrEqualTo(0).isLessThan(DURATION);
                    assertThat(spikes.units[k]).isBetween(0, 29);
                    if (k > 0) {
                        boolean inOrder = spikes.times[k - 1] < spikes.times[k]
                                || (spikes.times[k - 1] == spikes.times[k] && spikes.units[k - 1] <= spikes.units[k]);
                        assertThat(inOrder).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void aSampleIsTheSameInWhicheverOrderAndByWhicheverThreadItIsRead() {
        Dataset data = RandomSpikes.of(5, 64, 30, 4, 150, 100);
        List<AugmentationSpec> steps = List.of(
                new Blend(0.7),
                new ChannelShift(4),
                new TimeShift(10),
                new Dilation(0.8, 1.2),
                new Jitter(2, 3),
                new Dropout(0.2));
        List<String> inSequence = new ArrayList<>();
        Dataset first = Augmentation.of(data, steps, 9, DURATION).in(2);
        for (int sample = 0; sample < 64; sample++) {
            inSequence.add(text(first, sample));
        }

        Dataset second = Augmentation.of(data, steps, 9, DURATION).in(2);
        for (int sample = 63; sample >= 0; sample--) {
            assertThat(text(second, sample)).isEqualTo(inSequence.get(sample));
        }
        List<String> parallel = IntStream.range(0, 64)
                .parallel()
                .mapToObj(sample -> text(second, sample))
                .toList();
        assertThat(parallel).isEqualTo(inSequence);
    }

    @Test
    void seedEpochAndSampleEachChangeWhatIsDrawn() {
        Dataset data = of(1, new double[][] {{50}, {50}}, new int[][] {{0}, {0}});
        List<AugmentationSpec> steps = List.of(new TimeShift(10));
        assertThat(List.of(
                        text(Augmentation.of(data, steps, 1, DURATION).in(0), 0),
                        text(Augmentation.of(data, steps, 1, DURATION).in(0), 1),
                        text(Augmentation.of(data, steps, 1, DURATION).in(1), 0),
                        text(Augmentation.of(data, steps, 2, DURATION).in(0), 0)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aChannelShiftIsUniformAmongWholeChannelsAndTheSameForAllSpikes() {
        Dataset data = of(100, new double[][] {{10, 20}}, new int[][] {{40, 60}});
        int[] drawn = new int[11];
        for (int epoch = 0; epoch < 11_000; epoch++) {
            read(data, epoch, new ChannelShift(5));
            int shift = spikes.units[0] - 40;
            assertThat(spikes.units[1]).isEqualTo(60 + shift);
            assertThat(spikes.times[0]).isEqualTo(10);
            drawn[shift + 5]++;
        }
        assertThat(Arrays.stream(drawn).boxed())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(1000, within(WIDE * Math.sqrt(1000))));
    }

    @Test
    void spikesThatAShiftMovesOutAreDropped() {
        Dataset data = of(4, new double[][] {{10, 50, 90, 99.9}}, new int[][] {{0, 1, 2, 3}});
        for (int epoch = 0; epoch < 200; epoch++) {
            read(data, epoch, new ChannelShift(3));
            int last = spikes.count - 1;
            boolean up = spikes.times[0] == 10; // the lowest unit is still there
            int shift = up ? spikes.units[0] : spikes.units[last] - 3;
            assertThat(spikes.count).isEqualTo(4 - Math.abs(shift));

            read(data, epoch, new TimeShift(90));
            double later = spikes.times[0] - new double[] {10, 50, 90, 99.9}[spikes.units[0]];
            long inside = DoubleStream.of(10, 50, 90, 99.9)
                    .map(t -> t + later)
                    .filter(t -> t > -1e-9 && t < DURATION)
                    .count();
            assertThat(spikes.count).isEqualTo((int) inside);
        }
    }

    @Test
    void aTimeShiftIsUniformAndTheSameForAllSpikes() {
        Dataset data = of(2, new double[][] {{40, 60}}, new int[][] {{0, 1}});
        double[] drawn = new double[10_000];
        for (int epoch = 0; epoch < drawn.length; epoch++) {
            read(data, epoch, new TimeShift(20));
            drawn[epoch] = spikes.times[0] - 40;
            assertThat(spikes.times[1] - spikes.times[0]).isCloseTo(20, within(1e-9));
        }
        isUniform(drawn, -20, 20);
    }

    @Test
    void aDilationIsUniformAndTheSameForAllSpikes() {
        Dataset data = of(2, new double[][] {{20, 60}}, new int[][] {{0, 1}});
        double[] drawn = new double[10_000];
        for (int epoch = 0; epoch < drawn.length; epoch++) {
            read(data, epoch, new Dilation(0.5, 1.5));
            drawn[epoch] = spikes.times[0] / 20;
            assertThat(spikes.times[1]).isCloseTo(3 * spikes.times[0], within(1e-9));
        }
        isUniform(drawn, 0.5, 1.5);
    }

    @Test
    void jitterIsNormalAndOfEachSpikeOnItsOwn() {
        int count = 20_000;
        double[] times = new double[count];
        int[] units = new int[count];
        Arrays.fill(times, 50);
        Arrays.fill(units, 500);
        read(of(1000, new double[][] {times}, new int[][] {units}), 0, new Jitter(10, 4));

        assertThat(spikes.count).isEqualTo(count);
        double[] late = Arrays.stream(spikes.times, 0, count).map(t -> t - 50).toArray();
        double[] high = Arrays.stream(spikes.units, 0, count)
                .mapToDouble(unit -> unit - 500)
                .toArray();
        isNormal(late, 4);
        isNormal(high, Math.sqrt(100 + 1 / 12.0)); // rounding adds the variance of a uniform on [-1/2, 1/2]
        double product = IntStream.range(0, count)
                .mapToDouble(k -> late[k] * high[k])
                .average()
                .orElseThrow();
        assertThat(product / 40).isCloseTo(0, within(WIDE / Math.sqrt(count)));
    }

    @Test
    void jitterOfChannelsAloneLeavesTimesExact() {
        Dataset data = RandomSpikes.of(3, 1, 50, 1, 100, 100);
        data.read(0, original);
        read(data, 0, new Jitter(0.4, 0));
        assertThat(Arrays.stream(original.times, 0, 100).boxed().toList())
                .containsAll(
                        Arrays.stream(spikes.times, 0, spikes.count).boxed().toList());
    }

    @Test
    void dropoutKeepsTheRestAsItIs() {
        Dataset data = RandomSpikes.of(3, 1, 50, 1, 20_000, 100);
        data.read(0, original);
        read(data, 0, new Dropout(0.3));
        assertThat(spikes.count / 20_000.0).isCloseTo(0.7, within(WIDE * Math.sqrt(0.3 * 0.7 / 20_000)));
        int from = 0;
        for (int k = 0; k < spikes.count; k++) { // a subsequence of the original
            while (original.times[from] != spikes.times[k] || original.units[from] != spikes.units[k]) {
                from++;
            }
            from++;
        }
    }

    @Test
    void aBlendTakesHalfOfEitherSampleAndAlignsTheOtherWithThisOne() {
        // sample 2 is sample 0 moved by 7 channels and 12.5 ms; sample 1 is of the other class, at unit 0
        double[] times = new double[4000];
        int[] units = new int[4000];
        Random random = new Random(4);
        for (int k = 0; k < times.length; k++) {
            times[k] = 30 + random.nextInt(160) / 8.0;
            units[k] = 10 + random.nextInt(40);
        }
        Dataset data = new RandomSpikes(
                100,
                2,
                new double[][] {
                    times, {1}, Arrays.stream(times).map(t -> t + 12.5).toArray()
                },
                new int[][] {
                    units, {0}, Arrays.stream(units).map(unit -> unit + 7).toArray()
                });
        read(data, 0, new Blend(1));

        assertThat((double) spikes.count).isCloseTo(4000, within(WIDE * Math.sqrt(8000 * 0.25)));
        assertThat(Arrays.stream(spikes.units, 0, spikes.count)).allMatch(unit -> unit >= 10 && unit < 50);
        assertThat(Arrays.stream(spikes.times, 0, spikes.count).boxed()).allMatch(t -> t > 29.99 && t < 50.01);
        int[] wanted = new int[50];
        int[] found = new int[50];
        Arrays.stream(units).forEach(unit -> wanted[unit]++);
        Arrays.stream(spikes.units, 0, spikes.count).forEach(unit -> found[unit]++);
        for (int unit = 10; unit < 50; unit++) { // 100 per unit, twice, each with probability 1/2
            assertThat((double) found[unit]).isCloseTo(wanted[unit], within(WIDE * Math.sqrt(wanted[unit] / 2.0)));
        }
    }

    @Test
    void everyOtherSampleOfTheClassIsAPartnerEquallyOften() {
        // all have their centre of mass at unit 100 and 50 ms; how far from it the spikes are tells whose they are
        int samples = 8;
        double[][] times = new double[samples][];
        int[][] units = new int[samples][];
        for (int sample = 0; sample < samples; sample++) {
            times[sample] = new double[40];
            Arrays.fill(times[sample], 50);
            units[sample] = new int[40];
            for (int k = 0; k < 40; k++) {
                units[sample][k] = k % 2 == 0 ? 99 - sample : 101 + sample;
            }
        }
        Dataset data = new RandomSpikes(200, 2, times, units);
        int[] partner = new int[samples];
        for (int epoch = 0; epoch < 3000; epoch++) {
            read(data, epoch, new Blend(1)); // of sample 0: the class of even samples
            Arrays.stream(spikes.units, 0, spikes.count)
                    .map(unit -> Math.abs(unit - 100) - 1)
                    .distinct()
                    .forEach(sample -> partner[sample]++);
        }
        assertThat(partner[0]).isEqualTo(3000);
        for (int sample = 1; sample < samples; sample++) {
            double expected = sample % 2 == 0 ? 1000 : 0;
            assertThat((double) partner[sample]).isCloseTo(expected, within(WIDE * Math.sqrt(expected * 2 / 3)));
        }
    }

    @Test
    void aBlendHappensWithItsProbability() {
        Dataset data = of(3, new double[][] {{1, 2, 3, 4, 5, 6, 7, 8}, {4.5}}, new int[][] {new int[8], {0}});
        int unchanged = 0;
        for (int epoch = 0; epoch < 4000; epoch++) {
            read(data, epoch, new Blend(0.25));
            unchanged += spikes.count == 8 && spikes.times[7] == 8 ? 1 : 0;
        }
        // of those that are blended, 2^-8 keep all, and half of these drop the other's only spike
        assertThat(unchanged / 4000.0).isCloseTo(0.75 + 0.25 / 512, within(WIDE * Math.sqrt(0.25 * 0.75 / 4000)));
    }

    @Test
    void aSampleWithoutAPartnerIsLeftAlone() {
        Dataset alone = RandomSpikes.of(1, 2, 10, 2, 30, 100);
        alone.read(0, original);
        read(alone, 0, new Blend(1));
        assertThat(Arrays.copyOf(spikes.times, spikes.count)).isEqualTo(Arrays.copyOf(original.times, original.count));

        Dataset besideSilence = of(5, new double[][] {{1, 2}, {}}, new int[][] {{1, 2}, {}});
        read(besideSilence, 0, new Blend(1));
        assertThat(Arrays.copyOf(spikes.times, spikes.count)).containsExactly(1, 2);
    }

    @Test
    void stepsApplyInOrder() {
        Dataset data = of(1, new double[][] {{20}}, new int[][] {{0}});
        read(data, 0, new Dilation(2, 2), new TimeShift(1e-9));
        assertThat(spikes.times[0]).isCloseTo(40, within(1e-8));
        // 20 + s in [10, 30] and then twice that, or 40 + s in [30, 50]
        double shiftedFirst = extent(data, new TimeShift(10), new Dilation(2, 2));
        double dilatedFirst = extent(data, new Dilation(2, 2), new TimeShift(10));
        assertThat(shiftedFirst).isCloseTo(40, within(1.0));
        assertThat(dilatedFirst).isCloseTo(20, within(0.5));
    }

    @Test
    void aDelayLineDelaysWhatIsAlreadyAltered() {
        Dataset data = of(10, new double[][] {{10, 20}}, new int[][] {{8, 9}});
        Dataset line = DelayLine.of(data, new DelayLineSpec(2, 30));
        for (int epoch = 0; epoch < 50; epoch++) {
            Augmentation.of(line, List.of(new ChannelShift(5)), 1, DURATION)
                    .in(epoch)
                    .read(0, spikes);
            assertThat(spikes.count % 2).isZero();
            int half = spikes.count / 2;
            for (int k = 0; k < half; k++) { // all of copy 0 before all of copy 1, which has the same channels
                assertThat(spikes.units[k]).isLessThan(10);
                assertThat(spikes.units[k + half]).isEqualTo(spikes.units[k] + 10);
                assertThat(spikes.times[k + half]).isEqualTo(spikes.times[k] + 30);
            }
        }
    }

    @Test
    void shiftsThatCanEmptyEverySampleAreErrors() {
        Dataset line = DelayLine.of(RandomSpikes.of(1, 2, 30, 2, 5, 100), new DelayLineSpec(4, 30));
        List<SpecError> errors = new ArrayList<>();
        Augmentation.check(
                List.of(new ChannelShift(29), new ChannelShift(30), new TimeShift(99), new TimeShift(100)),
                line,
                DURATION,
                errors);
        assertThat(errors)
                .containsExactly(
                        new SpecError(
                                "/training/augmentation/1/max",
                                "must be less than 30, the data set's number of channels, was 30"),
                        new SpecError(
                                "/training/augmentation/3/max",
                                "must be less than /network/duration (100.0 ms), was 100.0"));
    }

    private double extent(Dataset data, AugmentationSpec... steps) {
        double[] drawn = new double[500];
        for (int epoch = 0; epoch < drawn.length; epoch++) {
            read(data, epoch, steps);
            drawn[epoch] = spikes.times[0];
        }
        return Arrays.stream(drawn).max().orElseThrow()
                - Arrays.stream(drawn).min().orElseThrow();
    }

    private void read(Dataset data, int epoch, AugmentationSpec... steps) {
        Augmentation.of(data, List.of(steps), 1, DURATION).in(epoch).read(0, spikes);
    }

    /** All samples of one class. */
    private static Dataset of(int units, double[][] times, int[][] unitsOf) {
        return new RandomSpikes(units, 1, times, unitsOf);
    }

    private static String text(Dataset data, int sample) {
        SpikeTrain train = new SpikeTrain();
        data.read(sample, train);
        return Arrays.toString(Arrays.copyOf(train.times, train.count))
                + Arrays.toString(Arrays.copyOf(train.units, train.count));
    }

    private static List<AugmentationSpec> steps(Random random) {
        List<AugmentationSpec> steps = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            steps.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new ChannelShift(1 + random.nextInt(20));
                        case 1 -> new TimeShift(1 + random.nextInt(50));
                        case 2 -> new Blend(random.nextDouble());
                        case 3 -> new Dilation(0.5, 0.5 + random.nextDouble());
                        case 4 -> new Jitter(random.nextInt(10), 20 * random.nextDouble());
                        default -> new Dropout(0.9 * random.nextDouble());
                    });
        }
        return steps;
    }

    /** By range and the share of each tenth. */
    private static void isUniform(double[] drawn, double min, double max) {
        double width = max - min;
        int[] tenths = new int[10];
        for (double x : drawn) {
            assertThat(x).isBetween(min - 1e-9, max + 1e-9);
            tenths[Math.min(9, (int) ((x - min) / width * 10))]++;
        }
        double tenth = drawn.length / 10.0;
        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(tenth, within(WIDE * Math.sqrt(tenth))));
    }

    /** By mean, variance and the share within 2.05 standard deviations. */
    private static void isNormal(double[] drawn, double sd) {
        double n = drawn.length;
        double mean = Arrays.stream(drawn).average().orElseThrow();
        double variance = Arrays.stream(drawn).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(WIDE * sd / Math.sqrt(n)));
        assertThat(variance).isCloseTo(sd * sd, within(WIDE * sd * sd * Math.sqrt(2 / n)));
        double near = Arrays.stream(drawn).filter(x -> Math.abs(x) < 2.05 * sd).count() / n;
        assertThat(near).isCloseTo(0.9596, within(0.01));
    }
}
