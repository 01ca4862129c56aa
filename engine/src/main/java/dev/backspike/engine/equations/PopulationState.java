package dev.backspike.engine.equations;

import static java.lang.Double.POSITIVE_INFINITY;

import dev.backspike.engine.dynamics.Motion;
import dev.backspike.engine.dynamics.NeuronModel;
import java.util.Arrays;

/**
 * The state of a population in the course of a trial. Each neuron keeps the state of its last event and, ahead of it,
 * how far it has been looked for a spike without finding one. One instance per thread.
 */
final class PopulationState {

    final PopulationModel populationModel;
    /** One for all neurons; or, where neurons on a grid differ, {@code [neuron]}. */
    private final Motion[] free;

    private final Motion[] held;
    private final int neurons;
    /** {@code [neuron][state]}: at {@link #clock}, the time of the neuron's last event. */
    final double[][] z;

    private final double[] clock;
    /** {@code [neuron][state]}: at {@link #searched}, or at {@link #spike} where that is finite. */
    private final double[][] ahead;

    private final double[] searched;
    /** {@code [neuron]}: time of the next spike, if it has been found; else infinity. */
    private final double[] spike;
    /** {@code [neuron]}: whether it is refractory. */
    final boolean[] isHeld;

    private final double[][] parameters;
    private final double[] q;
    private final boolean alike;
    private final boolean onGrid;
    /** Index of the motions of the neuron that {@link #motion} was asked for last. */
    private int asked;

    /** @param step length of the steps that lie between events, ms; 0 where events lie anywhere */
    PopulationState(NetworkModel networkModel, PopulationModel populationModel, double step) {
        this.populationModel = populationModel;
        parameters = networkModel.parameters;
        neurons = populationModel.population.size();
        free = new Motion[step > 0 && !populationModel.alike ? neurons : 1];
        Arrays.setAll(free, _ -> motion(populationModel.model, step));
        held = populationModel.refractory > 0 ? new Motion[free.length] : free;
        if (populationModel.refractory > 0) {
            Arrays.setAll(held, _ -> motion(populationModel.held, step));
        }
        z = new double[neurons][populationModel.size];
        ahead = new double[neurons][populationModel.size];
        clock = new double[neurons];
        searched = new double[neurons];
        spike = new double[neurons];
        isHeld = new boolean[neurons];
        q = new double[populationModel.quantities];
        alike = populationModel.alike;
        onGrid = step > 0;
    }

    private Motion motion(NeuronModel model, double step) {
        return step > 0
                ? Motion.stepped(model, populationModel.receptors, step)
                : new Motion(model, populationModel.receptors);
    }

    /** Returns to time 0 of a trial. */
    void start() {
        Arrays.fill(clock, 0);
        Arrays.fill(searched, 0);
        Arrays.fill(spike, POSITIVE_INFINITY);
        Arrays.fill(isHeld, false);
        if (isBoundOnce()) {
            for (int n = 0; n < free.length; n++) {
                bind(n);
            }
        }
        for (int n = 0; n < neurons; n++) {
            motion(n).start(z[n]);
            System.arraycopy(z[n], 0, ahead[n], 0, z[n].length);
        }
    }

    /** How neuron {@code n} moves now, with its quantities. */
    Motion motion(int n) {
        if (!isBoundOnce()) {
            bind(n);
        }
        asked = free.length == 1 ? 0 : n;
        return isHeld[n] ? held[asked] : free[asked];
    }

    /** Whether quantities are bound at the start of a trial, not for each neuron that moves. */
    private boolean isBoundOnce() {
        return alike || free.length > 1;
    }

    private void bind(int n) {
        int index = free.length == 1 ? 0 : n;
        populationModel.quantities(parameters, n, q);
        free[index].bind(q);
        if (populationModel.refractory > 0) {
            held[index].bind(q);
        }
    }

    /** How a neuron moves after a spike, and while it is not refractory, once {@link #motion} has been asked. */
    Motion afterSpike() {
        return held[asked];
    }

    Motion whileFree() {
        return free[asked];
    }

    /** When neuron {@code n} spikes if nothing arrives, looked for up to the horizon; infinity if not before it. */
    double next(int n, double horizon) {
        if (spike[n] < POSITIVE_INFINITY) {
            return spike[n];
        }
        if (searched[n] < horizon && !isHeld[n]) {
            double found = motion(n).cross(ahead[n], horizon - searched[n]);
            spike[n] = found < POSITIVE_INFINITY ? Math.min(horizon, searched[n] + found) : POSITIVE_INFINITY;
            searched[n] = horizon;
        }
        return spike[n];
    }

    /** Moves neuron {@code n} to an event at {@code t}, before which it does not spike. */
    void bring(int n, double t) {
        if (onGrid) {
            if (clock[n] < t) {
                motion(n).move(z[n], t - clock[n]);
                clock[n] = t;
            }
            return;
        }
        if (searched[n] == t && spike[n] == POSITIVE_INFINITY) {
            System.arraycopy(ahead[n], 0, z[n], 0, z[n].length);
        } else {
            motion(n).move(z[n], t - clock[n]);
        }
        settle(n, t);
    }

    /** Something arrives at neuron {@code n}. */
    void arrive(int n, double t, int current, double weight) {
        bring(n, t);
        z[n][current] += weight;
        if (!onGrid) {
            settle(n, t);
        }
    }

    /** Neuron {@code n} spikes at {@code t}, before or when it was found to. */
    void fire(int n, double t) {
        motion(n).move(z[n], t - clock[n]);
        motion(n).reset(z[n]);
        isHeld[n] = populationModel.refractory > 0;
        settle(n, t);
    }

    /** The refractory time of neuron {@code n} is over. */
    void release(int n, double t) {
        bring(n, t);
        isHeld[n] = false;
        settle(n, t);
    }

    private void settle(int n, double t) {
        clock[n] = t;
        searched[n] = t;
        spike[n] = POSITIVE_INFINITY;
        System.arraycopy(z[n], 0, ahead[n], 0, z[n].length);
    }
}
