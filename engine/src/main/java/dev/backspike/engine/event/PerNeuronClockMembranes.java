package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.exp;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Membranes each of which has its own time constants, hears a spike when its own synapse delivers it, and keeps a clock
 * of its own.
 *
 * <p>A refractory neuron is kept as it will be when V is released, with its clock there: what arrives before is added
 * as what will be left of it. It needs no other rule, and no state of its own.
 */
final class PerNeuronClockMembranes implements Membranes {

    private static final int NONE = -1;

    private final Wiring wiring;
    private final Population population;
    private final int size;
    private final boolean spiking;
    private final double theta;
    private final double vReset;
    private final double refractory;
    private final double duration;

    /** {@code [neuron][component]}. */
    private PspKernel[][] kernels = {};

    /** The generation of the parameters from which the kernels were made. */
    private int generation;

    private final Crossing[] crossing;
    private final double[] v;
    /** {@code [component][neuron]}. */
    private final double[][] i;
    /** {@code [neuron]}. */
    private final double[] clock;
    /** {@code [neuron]}: the spike whose release the tape has yet to get, or {@link #NONE}. */
    private final int[] unreleased;

    /** Lower bounds of the next spike times; a neuron's is the time itself where {@link #exact} says so. */
    private final Earliest earliest;

    private final boolean[] exact;
    private Tape tape;

    PerNeuronClockMembranes(Wiring wiring, Population population) {
        this.wiring = wiring;
        this.population = population;
        size = population.size();
        spiking = population.spiking();
        theta = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : POSITIVE_INFINITY;
        vReset = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vReset() : 0;
        refractory = Wiring.refractory(population);
        duration = wiring.network.duration();
        crossing = new Crossing[size];
        v = new double[size];
        i = new double[wiring.kernels[population.index()][0].length][size];
        clock = new double[size];
        unreleased = new int[size];
        earliest = new Earliest(size);
        exact = new boolean[size];
        tape = new Tape(wiring);
    }

    @Override
    public void start(Tape tape) {
        this.tape = tape;
        if (generation != wiring.generation()) {
            generation = wiring.generation();
            kernels = wiring.kernels[population.index()];
            Arrays.setAll(crossing, n -> new Crossing(wiring.tauMem(population, n), theta, kernels[n]));
        }
        Arrays.fill(v, 0);
        for (double[] current : i) {
            Arrays.fill(current, 0);
        }
        Arrays.fill(clock, 0);
        Arrays.fill(unreleased, NONE);
        Arrays.fill(exact, false);
        earliest.clear();
    }

    @Override
    public void arrive(double t, int component, double[] weights, int row) {
        for (int n = 0; n < size; n++) {
            if (weights[row + n] != 0) {
                add(t, component, weights[row + n], n);
                if (spiking) {
                    earliest.put(n, clock[n] + crossing[n].bound(v[n], i, n));
                    exact[n] = false;
                }
            }
        }
        earliest.rebuild();
    }

    /** Adds a weight to a component of the current of neuron {@code n} at {@code t}. */
    void arrive(double t, int component, double weight, int n) {
        add(t, component, weight, n);
        if (spiking) {
            earliest.set(n, clock[n] + crossing[n].bound(v[n], i, n));
            exact[n] = false;
        }
    }

    private void add(double t, int component, double weight, int n) {
        advance(n, t);
        double early = clock[n] - t;
        i[component][n] += early == 0 ? weight : weight * decay(n, component, early);
    }

    @Override
    public void advance(double t) {
        for (int n = 0; n < size; n++) {
            advance(n, t);
        }
    }

    private void advance(int n, double t) {
        double h = t - clock[n];
        if (h <= 0) {
            return;
        }
        release(n);
        PspKernel[] kernel = kernels[n];
        double a = exp(-h / kernel[0].tauMem);
        double voltage = a * v[n];
        for (int c = 0; c < kernel.length; c++) {
            double b = kernel[c].b(h, a);
            voltage += kernel[c].kappa(h, a, b) * i[c][n];
            i[c][n] *= b;
        }
        v[n] = voltage;
        clock[n] = t;
    }

    private double decay(int n, int component, double h) {
        return exp(-h / kernels[n][component].tauSyn);
    }

    /** Tells the tape with how much current a refractory neuron is released, now that no more arrives before. */
    private void release(int n) {
        if (unreleased[n] != NONE) {
            tape.release[unreleased[n]] = current(n) - vReset;
            unreleased[n] = NONE;
        }
    }

    private double current(int n) {
        double sum = 0;
        for (double[] current : i) {
            sum += current[n];
        }
        return sum;
    }

    @Override
    public double next() {
        return earliest.time();
    }

    @Override
    public int nextNeuron() {
        return earliest.neuron();
    }

    @Override
    public boolean nextIsExact(int n) {
        return exact[n];
    }

    @Override
    public void refine(int n, double limit) {
        double until = min(limit, earliest.runnerUp());
        double h = crossing[n].refine(v[n], i, n, max(0, next() - clock[n]), until - clock[n]);
        exact[n] = crossing[n].exact();
        earliest.set(n, clock[n] + h);
    }

    @Override
    public double spike(int n, double t) {
        advance(n, t);
        release(n);
        double rise = current(n) - theta;
        v[n] = vReset;
        if (refractory > 0) {
            for (int c = 0; c < i.length; c++) {
                i[c][n] *= decay(n, c, refractory);
            }
            clock[n] = t + refractory;
            unreleased[n] = tape.count;
        }
        exact[n] = false;
        earliest.set(n, clock[n] + crossing[n].bound(vReset, i, n));
        return rise;
    }

    @Override
    public double time(int n) {
        return clock[n];
    }

    @Override
    public double voltage(int n) {
        return v[n];
    }

    @Override
    public double current(int component, int n) {
        return i[component][n];
    }

    @Override
    public double pendingCharge(int n, Response response) {
        double charge = 0;
        for (int c = 0; c < i.length; c++) {
            double tauSyn = kernels[n][c].tauSyn;
            charge += tauSyn * response.i(tauSyn, clock[n]) * i[c][n];
        }
        return charge;
    }

    @Override
    public void finish() {
        for (int n = 0; n < size; n++) {
            if (clock[n] < duration) {
                release(n);
            } else if (unreleased[n] != NONE) {
                // Released after the end, when nothing depends on V any more.
                tape.release[unreleased[n]] = 0;
                unreleased[n] = NONE;
            }
        }
    }
}
