package dev.backspike.engine.equations;

import dev.backspike.engine.dynamics.Motion;
import java.util.Arrays;

/**
 * The neurons of a population at a grid point. Affine equations are solved exactly over a step, by tables that all
 * neurons share where they are alike. A readout whose average is weighted over time is not affine, and is integrated as
 * on the event solver. One instance per thread.
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
    private final double[] q;
    /** {@code [neuron]}, or one for all neurons: how they move while free, and while refractory. */
    private final Motion[] free;

    private final Motion[] held;

    GridPopulation(NetworkModel networkModel, PopulationModel populationModel) {
        this.populationModel = populationModel;
        parameters = networkModel.parameters;
        dt = networkModel.network.dt();
        int neurons = populationModel.population.size();
        z = new double[neurons][populationModel.size];
        isHeld = new boolean[neurons];
        slope = new double[neurons];
        excess = new double[neurons];
        q = new double[populationModel.quantities];
        free = new Motion[populationModel.alike ? 1 : neurons];
        Arrays.setAll(free, _ -> Motion.stepped(populationModel.model, populationModel.receptors, dt));
        held = populationModel.refractory > 0 ? new Motion[free.length] : free;
        if (populationModel.refractory > 0) {
            Arrays.setAll(held, _ -> Motion.stepped(populationModel.held, populationModel.receptors, dt));
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
            Motion motion = of(free, n);
            motion.start(z[n]);
            excess[n] = motion.excess(z[n]);
        }
    }

    private static Motion of(Motion[] each, int n) {
        return each[each.length == 1 ? 0 : n];
    }

    /** Moves neuron {@code n} over a step; returns whether it spikes at the end. */
    boolean step(int n) {
        of(isHeld[n] ? held : free, n).move(z[n], dt);
        if (!populationModel.model.spiking()) {
            return false;
        }
        double g = of(free, n).excess(z[n]);
        slope[n] = (g - excess[n]) / dt;
        if (excess[n] >= 0) {
            slope[n] = 0;
        }
        excess[n] = g;
        return g >= 0 && !isHeld[n];
    }

    /** Resets neuron {@code n} after a spike. */
    void fire(int n) {
        Motion motion = of(free, n);
        motion.reset(z[n]);
        excess[n] = motion.excess(z[n]);
        isHeld[n] = populationModel.refractory > 0;
    }
}
