package dev.backspike.engine.event;

import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Math.exp;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Adjoint variables of neurons each of which has its own time constants and a clock of its own.
 *
 * <p><b>Refractory neurons.</b> From a spike at t_k until V is released at t_k + r nothing depends on V, so that
 * lambda_I only decays and arrivals see lambda_V = 0. V starts again from V_r when I is I(t_k + r), wherefore
 *
 * <pre>
 *   lambda_V(before) = [(I - V_r) lambda_V at t_k + r, + later] / (I - theta) at t_k
 * </pre>
 *
 * which for r = 0 is lambda_V + [(theta - V_r) lambda_V + later] / (I - theta). Until the spike is crossed lambda_V
 * keeps the value that it had at t_k + r; that is 0 if this is after T.
 */
final class PerNeuronClockLambdas implements Lambdas {

    private static final int NONE = -1;

    private final Wiring wiring;
    private final Population population;
    private final int size;
    private final double resetHeight;
    private final double refractory;

    private final double[] lambdaV;
    /** {@code [component][neuron]}. */
    private final double[][] lambdaI;
    /** {@code [neuron]}. */
    private final double[] clock;
    /** {@code [neuron]}: when V was released after the last spike that is still to be crossed. */
    private final double[] release;
    /** {@code [spike]}: the one before it of the same neuron, or {@link #NONE}; kept if neurons can be refractory. */
    private int[] previous = {};

    /** {@code [neuron]}: scratch. */
    private final int[] last;

    /** {@code [neuron]}: D of the drive D f(t) of lambda_V; null if nothing drives it. */
    private double @Nullable [] drive;

    private final @Nullable TauTraces tauTraces;

    PerNeuronClockLambdas(Wiring wiring, Population population) {
        this.wiring = wiring;
        this.population = population;
        size = population.size();
        resetHeight = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() - lif.vReset() : 0;
        refractory = Wiring.refractory(population);
        lambdaV = new double[size];
        lambdaI = new double[wiring.kernels[population.index()][0].length][size];
        clock = new double[size];
        release = new double[size];
        last = new int[size];
        tauTraces = wiring.learnsTaus(population) ? new TauTraces(wiring, population) : null;
    }

    @Override
    public void start(Tape tape, double @Nullable [] drive) {
        Arrays.fill(lambdaV, 0);
        for (double[] lambda : lambdaI) {
            Arrays.fill(lambda, 0);
        }
        Arrays.fill(clock, wiring.network.duration());
        Arrays.fill(release, NEGATIVE_INFINITY);
        this.drive = drive;
        if (refractory > 0) {
            findReleases(tape);
        }
        if (tauTraces != null) {
            tauTraces.start(tape);
        }
    }

    private void findReleases(Tape tape) {
        if (previous.length < tape.traced) {
            previous = new int[tape.time.length];
        }
        Arrays.fill(last, NONE);
        int first = wiring.firstNeuron[population.index()];
        for (int s = 0; s < tape.traced; s++) {
            int n = tape.source[s] - first;
            if (n >= 0 && n < size) {
                previous[s] = last[n];
                last[n] = s;
            }
        }
        for (int n = 0; n < size; n++) {
            if (last[n] != NONE) {
                release[n] = tape.time[last[n]] + refractory;
            }
        }
    }

    @Override
    public double arrive(double t, Connection c, int neuron, double[] trace, int start) {
        Synapses synapses = wiring.synapses.get(c.index());
        boolean listed = wiring.listed[c.index()];
        int first = synapses.begin(neuron);
        double sum = 0;
        for (int k = first; k < synapses.end(neuron); k++) {
            int n = synapses.target(neuron, k);
            sum += arrive(t, c, synapses.weight(neuron, k), n, trace, start, listed ? k - first : n);
        }
        return sum;
    }

    /** The same for the arrival at one target, {@code n}. */
    double arrive(double t, Connection c, int neuron, int n, double[] trace, int start) {
        return arrive(t, c, neuron * size + n, n, trace, start, n);
    }

    /** @param place of the synapse in the connection's part of the trace */
    private double arrive(double t, Connection c, int synapse, int n, double[] trace, int start, int place) {
        advance(n, t);
        int component = wiring.component[c.index()];
        double weight = wiring.weights(c)[synapse];
        double lambda = lambdaI[component][n];
        double difference = (t < release[n] ? 0 : lambdaV[n]) - lambda;
        if (c.learnsWeights()) {
            trace[start + wiring.traceOffset[c.index()] + place] = lambda;
        }
        if (wiring.delayTraceOffset[c.index()] >= 0) {
            trace[start + wiring.delayTraceOffset[c.index()] + place] = difference;
        }
        if (tauTraces != null) {
            tauTraces.arrive(n, component, weight);
        }
        return weight * difference;
    }

    @Override
    public void jump(int n, Tape tape, int s, double later, double rise, double push) {
        advance(n, tape.time[s]);
        if (tauTraces != null) {
            tauTraces.reset(n);
        }
        if (refractory > 0) {
            lambdaV[n] = (lambdaV[n] * tape.release[s] + later) / rise + push;
            release[n] = previous[s] == NONE ? NEGATIVE_INFINITY : tape.time[previous[s]] + refractory;
        } else {
            lambdaV[n] += (resetHeight * lambdaV[n] + later) / rise + push;
        }
    }

    /** dL/dV = -tau_m lambda_V changes by what does not depend on time constants: their traces stay. */
    @Override
    public void add(int n, double t, double amount) {
        advance(n, t);
        lambdaV[n] += amount;
    }

    private void advance(int n, double t) {
        if (t < release[n]) {
            if (clock[n] > release[n]) {
                move(n, release[n]);
            }
            hold(n, t);
        } else {
            move(n, t);
        }
    }

    /** While V is free. */
    private void move(int n, double t) {
        double h = clock[n] - t;
        if (h == 0) {
            return;
        }
        PspKernel[] kernel = wiring.kernels[population.index()][n];
        double a = exp(-h / kernel[0].tauMem);
        if (drive != null && drive[n] != 0) {
            addResponse(n, -drive[n], clock[n], kernel);
        }
        if (tauTraces != null) {
            tauTraces.move(n, h, a, kernel, lambdaV[n], lambdaI);
        }
        for (int c = 0; c < kernel.length; c++) {
            double b = kernel[c].b(h, a);
            lambdaI[c][n] = b * lambdaI[c][n] + kernel[c].coupling(h, a, b) * lambdaV[n];
        }
        lambdaV[n] *= a;
        if (drive != null && drive[n] != 0) {
            addResponse(n, drive[n], t, kernel);
        }
        clock[n] = t;
    }

    private void addResponse(int n, double factor, double t, PspKernel[] kernel) {
        Response response = wiring.responses[n];
        lambdaV[n] += factor * response.v(t);
        for (int c = 0; c < kernel.length; c++) {
            lambdaI[c][n] += factor * response.i(kernel[c].tauSyn, t);
        }
        if (tauTraces != null) {
            tauTraces.addResponse(n, factor, t, kernel, response);
        }
    }

    /** While the neuron is refractory. */
    private void hold(int n, double t) {
        double h = clock[n] - t;
        PspKernel[] kernel = wiring.kernels[population.index()][n];
        if (tauTraces != null) {
            tauTraces.hold(n, h, kernel, lambdaI);
        }
        for (int c = 0; c < kernel.length; c++) {
            lambdaI[c][n] *= exp(-h / kernel[c].tauSyn);
        }
        clock[n] = t;
    }
}
