package dev.backspike.worker.engine.event;

import static java.lang.Math.exp;
import static java.lang.Math.max;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.network.Population;
import java.util.Arrays;

/**
 * The neurons of one population while a trial runs forward. All share one clock: {@code v[n]} and {@code i[n]} are
 * valid at {@code clock} and hold until the next spike arrives, so that an arrival costs two exponentials for the whole
 * population.
 *
 * <p>A neuron's own spike at a later time t resets only that neuron. Since V is linear in its past, the reset is
 * written back as the change at the clock that has the same effect from t on: V(clock) -= (theta - V_r) exp((t -
 * clock)/tauMem).
 */
final class Cells {

    /** Up to here (in time constants) a reset may be written back to the clock; beyond, rounding errors would grow. */
    private static final double MAX_WRITE_BACK = 1;

    final Leaky leaky;
    final int size;
    final double[] v;
    final double[] i;
    /** Sum of all weights that have arrived at each neuron; tells the voltage's integral. */
    final double[] arrived;
    /** For each neuron a lower bound of its next spike's time, or that time itself; infinite if there is none. */
    final Earliest next;

    private final boolean[] exact;
    private final boolean spiking;
    private final double theta;
    private final double vReset;
    double clock;

    Cells(Population population, Leaky leaky) {
        this.leaky = leaky;
        this.size = population.size();
        this.v = new double[size];
        this.i = new double[size];
        this.arrived = new double[size];
        this.exact = new boolean[size];
        this.spiking = population.neuron() instanceof NeuronSpec.Lif;
        this.theta = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : Double.POSITIVE_INFINITY;
        this.vReset = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vReset() : 0;
        this.next = new Earliest(spiking ? size : 1);
    }

    void clear() {
        Arrays.fill(v, 0);
        Arrays.fill(i, 0);
        Arrays.fill(arrived, 0);
        clock = 0;
        if (spiking) {
            next.clear();
        }
    }

    void advance(double t) {
        double h = t - clock;
        if (h <= 0) {
            return;
        }
        double a = leaky.a(h);
        double b = leaky.b(h);
        double kappa = leaky.kappa(h, a, b);
        for (int n = 0; n < size; n++) {
            v[n] = a * v[n] + kappa * i[n];
            i[n] *= b;
        }
        clock = t;
    }

    /** A spike arrives over the weights {@code weights[row .. row + size)} at time t. */
    void arrive(double t, double[] weights, int row) {
        advance(t);
        for (int n = 0; n < size; n++) {
            double w = weights[row + n];
            i[n] += w;
            arrived[n] += w;
        }
        if (spiking) {
            for (int n = 0; n < size; n++) {
                next.setLazily(n, bound(clock, v[n], i[n]));
                exact[n] = false;
            }
            next.rebuild();
        }
    }

    /**
     * Earliest possible time of the next spike of a neuron that has V = v and I = i at time t. At a crossing V' > 0, so
     * I exceeds theta there, and, decaying, before. While V rises it is concave (I' < 0), so that its tangent at t
     * reaches theta before V does.
     */
    private double bound(double t, double v, double i) {
        return i > theta ? t + max(0, theta - v) * leaky.tauMem() / (i - v) : Double.POSITIVE_INFINITY;
    }

    /** Whether {@code next.min()} is a spike's time and not just a bound. */
    boolean nextIsExact() {
        return exact[next.argmin()];
    }

    /**
     * Brings the earliest bound nearer to its spike by Newton's method, which from the left of a concave rising
     * function never oversteps the root; finds that there is none by stepping past the maximum (V' <= 0). Stops at
     * {@code until}: what lies beyond may still change.
     */
    void refine(double until) {
        int n = next.argmin();
        double h = next.get(n) - clock;
        double last = Double.POSITIVE_INFINITY;
        while (clock + h < until) {
            double a = leaky.a(h);
            double b = leaky.b(h);
            double voltage = a * v[n] + leaky.kappa(h, a, b) * i[n];
            double current = b * i[n];
            if (current <= voltage) {
                // Past the maximum: no crossing, or (just at theta) one that rounding hides in a tangency.
                next.set(n, Double.POSITIVE_INFINITY);
                return;
            }
            double step = (theta - voltage) * leaky.tauMem() / (current - voltage);
            // Quadratic convergence: once steps are tiny or shrink no more, rounding is all that is left.
            if (step <= 1e-14 * (clock + h) || (step >= last && step < 1e-9)) {
                exact[n] = true;
                break;
            }
            last = step;
            h += step;
        }
        next.set(n, clock + h);
    }

    /** I - V of neuron n just before it spikes at time t. */
    double slopeAt(int n, double t) {
        return i[n] * exp(-(t - clock) / leaky.tauSyn()) - theta;
    }

    /** Resets neuron n, which spikes at time t. */
    void spike(int n, double t) {
        double h = t - clock;
        if (h > MAX_WRITE_BACK * leaky.tauMem()) {
            advance(t);
            h = 0;
        }
        double current;
        if (h <= 0) {
            v[n] = vReset;
            current = i[n];
        } else {
            v[n] -= (theta - vReset) * exp(h / leaky.tauMem());
            current = i[n] * leaky.b(h);
        }
        exact[n] = false;
        next.set(n, bound(t, vReset, current));
    }

    /** Integral of neuron n's voltage from the trial's start to the clock, if it has not spiked: summed equations. */
    double voltageIntegral(int n) {
        return leaky.tauSyn() * (arrived[n] - i[n]) - leaky.tauMem() * v[n];
    }
}
