package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.exp;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Membranes that have all constants in common: their voltages and currents are valid at one common clock, which every
 * arrival advances; their own spikes need not.
 */
final class SharedClockMembranes implements Membranes {

    /**
     * A reset is carried back to the clock over at most this many tau_m, since that multiplies rounding by exp(this).
     */
    private static final double FURTHEST_RESET = 2;

    private final int size;
    private final double tauMem;
    private final double perTauMem;
    private final PspKernel[] kernels;
    private final double[] v;
    /** {@code [component][neuron]}. */
    private final double[][] i;

    private double clock;

    private final boolean spiking;
    private final boolean recurrent;
    private final double theta;
    private final double vReset;
    private final Crossing crossing;
    /** Lower bounds of the next spike times; a neuron's is the time itself where {@link #exact} says so. */
    private final Earliest earliest;

    private final boolean[] exact;
    /** Whether {@link #earliest} has yet to follow a change of the currents. */
    private boolean stale;

    /**
     * @param kernels one per distinct synaptic time constant
     * @param recurrent whether the population has a connection to itself
     */
    SharedClockMembranes(Population population, PspKernel[] kernels, boolean recurrent) {
        size = population.size();
        tauMem = population.tauMem().value();
        perTauMem = 1 / tauMem;
        this.kernels = kernels;
        this.recurrent = recurrent;
        v = new double[size];
        i = new double[kernels.length][size];
        spiking = population.spiking();
        theta = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : POSITIVE_INFINITY;
        vReset = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vReset() : 0;
        crossing = new Crossing(tauMem, theta, kernels);
        earliest = new Earliest(size);
        exact = new boolean[size];
    }

    @Override
    public void start(Tape tape) {
        Arrays.fill(v, 0);
        for (double[] current : i) {
            Arrays.fill(current, 0);
        }
        clock = 0;
        earliest.clear();
        stale = false;
    }

    @Override
    public void advance(double t) {
        double h = t - clock;
        if (h == 0) {
            return;
        }
        clock = t;
        double a = exp(-h * perTauMem);
        if (kernels.length == 1) {
            double b = kernels[0].b(h, a);
            advance(v, i[0], a, b, kernels[0].kappa(h, a, b));
            return;
        }
        for (int n = 0; n < size; n++) {
            v[n] *= a;
        }
        for (int c = 0; c < kernels.length; c++) {
            double b = kernels[c].b(h, a);
            advance(v, i[c], 1, b, kernels[c].kappa(h, a, b));
        }
    }

    private static void advance(double[] v, double[] i, double a, double b, double kappa) {
        for (int n = 0; n < v.length; n++) {
            double current = i[n];
            v[n] = a * v[n] + kappa * current;
            i[n] = b * current;
        }
    }

    @Override
    public void arrive(double t, int component, double[] weights, int row) {
        advance(t);
        double[] current = i[component];
        for (int n = 0; n < current.length; n++) {
            current[n] += weights[row + n];
        }
        stale = spiking;
    }

    @Override
    public double next() {
        if (stale) {
            refresh();
        }
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
        double h = crossing.refine(v[n], i, n, max(0, next() - clock), until - clock);
        exact[n] = crossing.exact();
        earliest.set(n, clock + h);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Instead of advancing the whole population, the neuron's voltage at the clock is replaced by the one from which
     * it would reach the reset value at {@code t}.
     */
    @Override
    public double spike(int n, double t) {
        if (recurrent || kernels.length > 1 || t - clock > FURTHEST_RESET * tauMem) {
            advance(t);
        }
        double h = t - clock;
        double a = exp(-h * perTauMem);
        double current = 0;
        double charge = 0;
        for (int c = 0; c < kernels.length; c++) {
            double b = kernels[c].b(h, a);
            current += b * i[c][n];
            charge += kernels[c].kappa(h, a, b) * i[c][n];
        }
        v[n] = (vReset - charge) / a;
        exact[n] = false;
        double bound = kernels.length == 1 ? crossing.bound(vReset, current) : crossing.bound(vReset, i, n);
        earliest.set(n, t + bound);
        return current - theta;
    }

    private void refresh() {
        for (int n = 0; n < size; n++) {
            earliest.put(n, clock + crossing.bound(v[n], i, n));
        }
        Arrays.fill(exact, false);
        earliest.rebuild();
        stale = false;
    }

    @Override
    public double time(int n) {
        return clock;
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
        for (int c = 0; c < kernels.length; c++) {
            charge += kernels[c].tauSyn * response.i(kernels[c].tauSyn, clock) * i[c][n];
        }
        return charge;
    }

    @Override
    public void finish() {
        // The tape has all.
    }
}
