package dev.backspike.engine.dataset;

import dev.backspike.common.spec.DelayLineSpec;

/** The samples of another data set with late copies of all inputs beside them, see {@link DelayLineSpec}. */
record DelayLine(Dataset of, DelayLineSpec spec) implements DatasetView {

    /** The data set itself if there is only one copy. */
    static Dataset of(Dataset data, DelayLineSpec spec) {
        return spec.copies() == 1 ? data : new DelayLine(data, spec);
    }

    @Override
    public int units() {
        return spec.copies() * of.units();
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        of.read(sample, into);
        int count = into.count;
        into.reserve(Math.multiplyExact(count, spec.copies()));
        for (int copy = 1; copy < spec.copies(); copy++) {
            double delay = copy * spec.delay();
            int shift = copy * of.units();
            for (int k = 0; k < count; k++) {
                into.add(into.times[k] + delay, into.units[k] + shift);
            }
        }
        into.sort();
    }
}
