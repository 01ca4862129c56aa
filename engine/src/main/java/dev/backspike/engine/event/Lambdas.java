package dev.backspike.engine.event;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint variables of a population, which move backwards from T. lambda_I has a component for each component of
 * the current. The forward pass's counterpart is {@link Membranes}.
 */
sealed interface Lambdas permits SharedClockLambdas, PerNeuronClockLambdas {

    /** @param p not the input */
    static Lambdas of(Wiring wiring, Population p) {
        return wiring.perNeuronClocks[p.index()]
                ? new PerNeuronClockLambdas(wiring, p)
                : new SharedClockLambdas(wiring, p);
    }

    /**
     * Returns to the end of a trial.
     *
     * @param tape with {@link Tape#traced} set
     * @param drive {@code [neuron]} or null; read until the next start
     */
    void start(Tape tape, double @Nullable [] drive);

    /**
     * Copies lambda_I to the trace of a spike, at its arrival at {@code t} at all targets of a connection.
     *
     * @param neuron that emitted it, counted within its population
     * @param start where the trace of the spike begins
     * @return sum_j w_j (lambda_V - lambda_I)_j
     */
    double arrive(double t, Connection c, int neuron, double[] trace, int start);

    /**
     * Crosses spike {@code s} of neuron {@code n}: lambda_V,n += [(theta - V_r) lambda_V,n + later] / (I - V), or what
     * takes its place where neurons are refractory.
     *
     * @param later what the arrivals of the spike and the loss add to the numerator
     * @param rise the divisor I - V
     * @param push what is added to lambda_V in the end, for regularisation
     */
    void jump(int n, Tape tape, int s, double later, double rise, double push);

    /** Adds to lambda_V of neuron {@code n} at {@code t}, for a loss that reads its voltage then. */
    void add(int n, double t, double amount);
}
