package dev.backspike.engine.dataset;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.AugmentationSpec;
import dev.backspike.engine.network.RandomStreams;
import dev.backspike.engine.network.RandomStreams.Purpose;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The training data of an epoch, each sample altered as {@link AugmentationSpec} says while it is read. What a sample
 * becomes depends on the seed, the epoch and the sample alone: not on threads, on the order of reading, or on whether
 * the training was interrupted.
 */
public final class Augmentation {

    private final Dataset train;
    private final List<AugmentationSpec> steps;
    private final long seed;
    private final double duration;
    private final Blend blend;

    private Augmentation(Dataset train, List<AugmentationSpec> steps, long seed, double duration) {
        this.train = train;
        this.steps = steps;
        this.seed = seed;
        this.duration = duration;
        this.blend = new Blend(undelayed(train));
    }

    /** Adds an error for each shift that can move every spike of any sample away. */
    static void check(List<AugmentationSpec> steps, Dataset train, double duration, List<SpecError> errors) {
        int channels = undelayed(train).units();
        for (int i = 0; i < steps.size(); i++) {
            String pointer = "/training/augmentation/" + i + "/max";
            if (steps.get(i) instanceof AugmentationSpec.ChannelShift(int max) && max >= channels) {
                errors.add(new SpecError(
                        pointer, "must be less than " + channels + ", the data set's number of channels, was " + max));
            }
            if (steps.get(i) instanceof AugmentationSpec.TimeShift(double max) && max >= duration) {
                errors.add(new SpecError(
                        pointer, "must be less than /network/duration (" + duration + " ms), was " + max));
            }
        }
    }

    private static Dataset undelayed(Dataset data) {
        return data instanceof DelayLine line ? line.of() : data;
    }

    /**
     * @param steps in the order in which they apply
     * @param duration of a trial, ms; altered samples have no spikes from there on
     */
    public static Augmentation of(Dataset train, List<AugmentationSpec> steps, long seed, double duration) {
        return new Augmentation(train, steps, seed, duration);
    }

    /**
     * @param epoch counted from 0
     * @return the training data themselves if there is no step
     */
    public Dataset in(int epoch) {
        if (steps.isEmpty()) {
            return train;
        }
        // in front of a delay line, so that no spike moves from one copy of the inputs to another
        return train instanceof DelayLine(Dataset undelayed, var line)
                ? DelayLine.of(new Altered(undelayed, epoch), line)
                : new Altered(train, epoch);
    }

    private final class Altered implements DatasetView {

        private final Dataset of;
        private final int epoch;

        Altered(Dataset of, int epoch) {
            this.of = of;
            this.epoch = epoch;
        }

        @Override
        public Dataset of() {
            return of;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            RandomGenerator random = RandomStreams.stream(seed, Purpose.AUGMENTATION, epoch, sample);
            of.read(sample, into);
            for (AugmentationSpec step : steps) {
                switch (step) {
                    case AugmentationSpec.ChannelShift shift -> Alterations.shift(into, shift, random);
                    case AugmentationSpec.TimeShift shift -> Alterations.shift(into, shift, random);
                    case AugmentationSpec.Blend mix -> blend.apply(into, sample, mix.probability(), random);
                    case AugmentationSpec.Dilation dilation -> Alterations.dilate(into, dilation, random);
                    case AugmentationSpec.Jitter jitter -> Alterations.jitter(into, jitter, random);
                    case AugmentationSpec.Dropout dropout -> Alterations.drop(into, dropout, random);
                }
            }
            Alterations.cut(into, of.units(), duration);
            into.sort();
        }
    }
}
