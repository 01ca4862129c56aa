package dev.backspike.engine.event;

import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Voltages and currents of a population in the forward pass, and the candidates for its next spike. All that is
 * specific to the neuron model forwards is in its implementations; backwards it is in those of {@link Lambdas}.
 */
sealed interface Membranes permits SharedClockMembranes, PerNeuronClockMembranes {

    /** @param p not the input */
    static Membranes of(Wiring wiring, Population p) {
        if (wiring.perNeuronClocks[p.index()]) {
            return new PerNeuronClockMembranes(wiring, p);
        }
        boolean recurrent = Arrays.stream(wiring.outgoing[p.index()]).anyMatch(c -> c.to().equals(p));
        return new SharedClockMembranes(p, wiring.kernels[p.index()][0], recurrent);
    }

    /** Returns to rest at time 0 of a trial that is written to {@code tape}. */
    void start(Tape tape);

    /** Adds a row of weights to a component of the currents at {@code t}. */
    void arrive(double t, int component, double[] weights, int row);

    /** A lower bound of the time of the population's next spike if nothing arrives before. */
    double next();

    /** The neuron that {@link #next()} is about. */
    int nextNeuron();

    /** Whether {@link #next()} is the time of the neuron's spike and not only a lower bound of it. */
    boolean nextIsExact(int n);

    /** Raises the lower bound of neuron {@code n}, which is the earliest, until it is exact or others come first. */
    void refine(int n, double limit);

    /**
     * Resets neuron {@code n} at the time of its spike, the one that the tape gets next.
     *
     * @return I - V just before the spike
     */
    double spike(int n, double t);

    /** Goes on to time {@code t}, so that voltages and charges can be read. */
    void advance(double t);

    /**
     * The time to which {@link #voltage} and {@link #current} belong, ms: at least that of the last arrival and
     * {@link #advance}.
     */
    double time(int n);

    double voltage(int n);

    double current(int component, int n);

    /**
     * What the currents at the time of the last {@link #advance} will add to the integral of f V if nothing arrives.
     */
    double pendingCharge(int n, Response response);

    /** The trial is over: writes to the tape what it still lacks. */
    void finish();
}
