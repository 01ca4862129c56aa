package dev.backspike.engine.equations;

import dev.backspike.engine.dynamics.Motion;
import java.util.Arrays;

/**
 * The neurons of a population at a grid point. Over a step the exact solution of their affine equations: z becomes
 * exp(A dt) z + b, with a matrix for all neurons where they are alike. A readout whose average is weighted over time is
 * not affine, and is integrated as on the event solver. One instance per thread.
 */
final class GridPopulation {

    final PopulationModel populationModel;
    /** {@code [neuron][state]}. */
    final double[][] z;
    /** {@code [neuron]}: whether it is refractory. */
    final boolean[] isHeld;
    /** {@code [neuron]}: the mean slope of its threshold function over the last step, per ms. */
    final double[] slope;

    private final double dt;
    private final double[][] parameters;
    private final double[] excess;
    private final double[] before;
    private final double[] q;
    /** {@code [neuron]}, or one for all neurons: how they move while free, and while refractory. */
    private final Steps[] free;

    private final Steps[] held;

    GridPopulation(NetworkModel networkModel, PopulationModel populationModel) {
        this.populationModel = populationModel;
        parameters = networkModel.parameters;
        dt = networkModel.network.dt();
        int neurons = populationModel.population.size();
        z = new double[neurons][populationModel.size];
        isHeld = new boolean[neurons];
        slope = new double[neurons];
        excess = new double[neurons];
        before = new double[populationModel.size];
        q = new double[populationModel.quantities];
        free = new Steps[populationModel.alike ? 1 : neurons];
        Arrays.setAll(free, _ -> new Steps(new Motion(populationModel.model, populationModel.receptors)));
        held = populationModel.refractory > 0 ? new Steps[free.length] : free;
        if (populationModel.refractory > 0) {
            Arrays.setAll(held, _ -> new Steps(new Motion(populationModel.held, populationModel.receptors)));
        }
    }

    /** Returns to time 0 of a trial, with the parameters as they are now. */
    void start() {
        for (int n = 0; n < free.length; n++) {
            populationModel.quantities(parameters, n, q);
            free[n].bind(q);
            if (populationModel.refractory > 0) {
                held[n].bind(q);
            }
        }
        Arrays.fill(isHeld, false);
        for (int n = 0; n < z.length; n++) {
            Steps steps = of(free, n);
            steps.motion.start(z[n]);
            excess[n] = steps.motion.excess(z[n]);
        }
    }

    private static Steps of(Steps[] each, int n) {
        return each[each.length == 1 ? 0 : n];
    }

    /** Moves neuron {@code n} over a step; returns whether it spikes at the end. */
    boolean step(int n) {
        of(isHeld[n] ? held : free, n).move(z[n], before);
        if (!populationModel.model.spiking()) {
            return false;
        }
        double g = of(free, n).motion.excess(z[n]);
        slope[n] = (g - excess[n]) / dt;
        if (excess[n] >= 0) {
            slope[n] = 0;
        }
        excess[n] = g;
        return g >= 0 && !isHeld[n];
    }

    /** Resets neuron {@code n} after a spike. */
    void fire(int n) {
        Motion motion = of(free, n).motion;
        motion.reset(z[n]);
        excess[n] = motion.excess(z[n]);
        isHeld[n] = populationModel.refractory > 0;
    }

    /** A step of neurons with the same quantities. */
    private final class Steps {

        final Motion motion;
        /** {@code [row][column]}: exp(A dt), and in the last column b. */
        private final double[][] matrix;

        private double[] bound = {};

        Steps(Motion motion) {
            this.motion = motion;
            matrix = new double[populationModel.size][populationModel.size + 1];
        }

        void bind(double[] quantities) {
            if (Arrays.equals(bound, quantities)) {
                return;
            }
            bound = quantities.clone();
            motion.bind(quantities);
            if (!populationModel.model.isAffine()) {
                return;
            }
            int size = matrix.length;
            double[] offset = new double[size];
            motion.move(offset, dt);
            for (int column = 0; column < size; column++) {
                double[] unit = new double[size];
                unit[column] = 1;
                motion.move(unit, dt);
                for (int row = 0; row < size; row++) {
                    matrix[row][column] = unit[row] - offset[row];
                }
            }
            for (int row = 0; row < size; row++) {
                matrix[row][size] = offset[row];
            }
        }

        void move(double[] state, double[] from) {
            if (!populationModel.model.isAffine()) {
                motion.move(state, dt);
                return;
            }
            int size = matrix.length;
            System.arraycopy(state, 0, from, 0, size);
            for (int row = 0; row < size; row++) {
                double[] coefficients = matrix[row];
                double sum = coefficients[size];
                for (int column = 0; column < size; column++) {
                    sum += coefficients[column] * from[column];
                }
                state[row] = sum;
            }
        }
    }
}
