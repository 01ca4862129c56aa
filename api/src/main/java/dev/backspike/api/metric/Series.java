package dev.backspike.api.metric;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Points of one series in order of their step, as columns.
 *
 * @param steps {@code long[points]}, ascending
 * @param epochs {@code int[points]}
 * @param values {@code double[points]}; NaN and infinities are possible
 */
record Series(String name, long[] steps, int[] epochs, double[] values) {

    int size() {
        return steps.length;
    }

    /** The points at some indices. */
    Series pick(int[] indices) {
        return new Series(
                name,
                Arrays.stream(indices).mapToLong(i -> steps[i]).toArray(),
                Arrays.stream(indices).map(i -> epochs[i]).toArray(),
                Arrays.stream(indices).mapToDouble(i -> values[i]).toArray());
    }

    /** Collects points without boxing them. */
    static final class Builder {

        private final String name;
        private final IntStream.Builder epochs = IntStream.builder();
        private final LongStream.Builder steps = LongStream.builder();
        private final DoubleStream.Builder values = DoubleStream.builder();

        Builder(String name) {
            this.name = name;
        }

        void add(long step, int epoch, double value) {
            steps.add(step);
            epochs.add(epoch);
            values.add(value);
        }

        Series build() {
            return new Series(
                    name,
                    steps.build().toArray(),
                    epochs.build().toArray(),
                    values.build().toArray());
        }
    }
}
