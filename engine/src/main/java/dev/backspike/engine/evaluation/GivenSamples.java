package dev.backspike.engine.evaluation;

import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import java.util.ArrayList;
import java.util.List;

/** Samples of a request, without labels: {@link #label} is 0. */
final class GivenSamples implements Dataset {

    /** More say nothing new. */
    private static final int MOST_ERRORS = 20;

    private final List<SpikeTrain> trains;
    private final int units;
    private final int classes;

    private GivenSamples(List<SpikeTrain> trains, int units, int classes) {
        this.trains = trains;
        this.units = units;
        this.classes = classes;
    }

    /**
     * @param units of the network's input
     * @throws InvalidSpecException naming the invalid times and units
     */
    static GivenSamples of(List<GivenSample> samples, int units, int classes) {
        List<SpecError> errors = new ArrayList<>();
        List<SpikeTrain> trains = new ArrayList<>();
        for (int k = 0; k < samples.size(); k++) {
            trains.add(train(samples.get(k), "/samples/" + k, units, errors));
        }
        if (!errors.isEmpty()) {
            throw new InvalidSpecException(errors.subList(0, Math.min(errors.size(), MOST_ERRORS)));
        }
        return new GivenSamples(trains, units, classes);
    }

    private static SpikeTrain train(GivenSample sample, String pointer, int units, List<SpecError> errors) {
        SpikeTrain train = new SpikeTrain();
        if (sample.times().size() != sample.units().size()) {
            errors.add(new SpecError(
                    pointer + "/units",
                    "must have as many entries as times (" + sample.times().size() + "), has "
                            + sample.units().size()));
            return train;
        }
        for (int s = 0; s < sample.times().size(); s++) {
            double time = sample.times().get(s);
            int unit = sample.units().get(s);
            if (!(time >= 0) || Double.isInfinite(time)) {
                errors.add(new SpecError(pointer + "/times/" + s, "must be a time in ms of at least 0, was " + time));
            }
            if (unit < 0 || unit >= units) {
                errors.add(new SpecError(
                        pointer + "/units/" + s,
                        "must be 0 to " + (units - 1) + ", as the network has " + units + " inputs, was " + unit));
            }
            train.add(time, unit);
        }
        train.sort();
        return train;
    }

    @Override
    public int size() {
        return trains.size();
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int sample) {
        return 0;
    }

    @Override
    public long bytes(int sample) {
        return (long) trains.get(sample).count * (Double.BYTES + Integer.BYTES);
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        SpikeTrain train = trains.get(sample);
        into.clear();
        for (int k = 0; k < train.count; k++) {
            into.add(train.times[k], train.units[k]);
        }
    }
}
