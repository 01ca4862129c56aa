package dev.backspike.engine.model.nir;

import java.util.Arrays;

/** The values of a parameter: one for each neuron, or a single one for all. */
final class Values {

    private Values() {}

    static boolean fit(double[] values, int neurons) {
        return values.length == 1 || values.length == neurons;
    }

    static double at(double[] values, int neuron) {
        return values[values.length == 1 ? 0 : neuron];
    }

    /** A value for each neuron; a new array. */
    static double[] spread(double[] values, int neurons) {
        double[] spread = new double[neurons];
        Arrays.setAll(spread, k -> at(values, k));
        return spread;
    }

    static double[] all(int neurons, double value) {
        double[] values = new double[neurons];
        Arrays.fill(values, value);
        return values;
    }

    static boolean uniform(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
