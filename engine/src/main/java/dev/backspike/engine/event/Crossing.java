package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Math.exp;
import static java.lang.Math.max;
import static java.lang.Math.sqrt;

import dev.backspike.engine.NotConvergedException;

/**
 * Finds the time at which the voltage of a neuron reaches its threshold. Times are counted from the moment whose
 * voltage and currents are given; the answer is a sequence of lower bounds that rises to the crossing, so that a caller
 * can stop as soon as a bound shows that something else happens first.
 *
 * <p>At a crossing I &gt; V = theta, and positive currents only shrink: a neuron whose positive currents sum to no more
 * than theta, or could add no more than is missing even at the peak of kappa, never gets there. That is decided without
 * an exponential.
 *
 * <p><b>One synaptic time constant.</b> V is A a - K b with K = tau_s / (tau_m - tau_s) I and A = V + K, and it is
 * concave as a function of a = exp(-h / tau_m), and of b = exp(-h / tau_s) if tau_m &gt; tau_s and A &gt;= 0. A tangent
 * therefore lies above it, and Newton's method in a or b, started before the crossing, rises to it without passing it:
 * faster than in h, and fastest in b, in which V is nearly straight. Where it finds the voltage falling, or a tangent
 * that stays below theta up to a = 0, there is no crossing. The step in h is tau times -ln(1 - z) for a step z in a or
 * b, here bounded from below by 2 z / (2 - z), which agrees with it up to z^2.
 *
 * <p><b>Several.</b> V may fall and rise again. The tangent is replaced by the parabola f + f' s + (M / 2) s^2, with M
 * an upper bound of V'' until the crossing: tau_m V'' = -sum_c I_c / tau_c - (I - V) / tau_m, where negative currents
 * shrink and V &lt;= theta. Its first zero is a lower bound, and near the crossing converges quadratically as well.
 */
final class Crossing {

    /** The estimated error of the next iterate, relative to tau_m, at which iteration ends. */
    private static final double TOLERANCE = 1e-17;

    /** Steps of {@link #refine}; in range it takes a few, and some dozens where currents nearly cancel. */
    private static final int MOST_STEPS = 1000;

    private final double tauMem;
    private final double perTauMem;
    private final double theta;
    private final PspKernel[] kernels;
    /** The synaptic time constant, ms, where the neuron has only one. */
    private final double tauSyn;

    private final double factor;
    private final double largestKappa;
    private boolean exact;

    /** @param theta positive */
    Crossing(double tauMem, double theta, PspKernel[] kernels) {
        this.tauMem = tauMem;
        this.theta = theta;
        this.kernels = kernels;
        perTauMem = 1 / tauMem;
        boolean single = kernels.length == 1;
        tauSyn = single ? kernels[0].tauSyn : Double.NaN;
        factor = tauSyn / (tauMem - tauSyn);
        largestKappa = single ? kernels[0].largestKappa : Double.NaN;
    }

    /** Whether the last {@link #refine} returned the crossing itself and not only a bound. */
    boolean exact() {
        return exact;
    }

    /** A lower bound of the time to the crossing, for a single synaptic time constant; infinite if there is none. */
    double bound(double v, double i) {
        return i > theta && max(0, v) + largestKappa * i >= theta ? tangentStep(theta - v, v, i) : POSITIVE_INFINITY;
    }

    /** Newton's step from a point with i &gt; v; infinite if the tangent never reaches theta. */
    private double tangentStep(double missing, double v, double i) {
        double tau = tauMem > tauSyn && v + factor * i >= 0 ? tauSyn : tauMem;
        double rise = tau * (i - v);
        double gap = tauMem * missing;
        return gap < rise ? max(0, 2 * tau * gap / (2 * rise - gap)) : POSITIVE_INFINITY;
    }

    /**
     * A lower bound of the time to the crossing of neuron {@code n}, infinite if there is none.
     *
     * @param i the currents, {@code [time constant][neuron]}
     */
    double bound(double v, double[][] i, int n) {
        if (kernels.length == 1) {
            return bound(v, i[0][n]);
        }
        double sum = 0;
        double positive = 0;
        double peak = max(0, v);
        double curvature = theta;
        for (int c = 0; c < kernels.length; c++) {
            double current = i[c][n];
            sum += current;
            positive += max(0, current);
            peak += max(0, current) * kernels[c].largestKappa;
            curvature -= Math.min(0, current) * (1 + tauMem / kernels[c].tauSyn);
        }
        return positive > theta && peak >= theta ? parabolaStep(theta - v, sum - v, curvature) : POSITIVE_INFINITY;
    }

    /**
     * Raises a lower bound until it is the crossing or exceeds the limit.
     *
     * @param v voltage at time 0
     * @param i currents at time 0, {@code [time constant][neuron]}
     * @param h a lower bound of the crossing
     * @return a lower bound, which {@link #exact()} tells to be the crossing itself; infinite if there is no crossing
     * @throws NotConvergedException if rounding or overflow keeps the bound from rising
     */
    double refine(double v, double[][] i, int n, double h, double limit) {
        return kernels.length == 1 ? refineSingle(v, i[0][n], h, limit) : refineSeveral(v, i, n, h, limit);
    }

    private double refineSingle(double v0, double i0, double h, double limit) {
        PspKernel kernel = kernels[0];
        double ratio = tauMem / tauSyn;
        exact = true;
        for (int k = 0; k < MOST_STEPS; k++) {
            double a = exp(-h * perTauMem);
            double b = kernel.b(h, a);
            double i = b * i0;
            double v = a * v0 + kernel.kappa(h, a, b) * i0;
            double missing = theta - v;
            if (missing <= 0) {
                return h;
            }
            double rise = i - v;
            if (!(rise > 0)) {
                exact = false;
                return POSITIVE_INFINITY;
            }
            h += tangentStep(missing, v, i);
            // Newton's step in h, in units of tau_m, would leave an error of -V'' / (2 V') step^2; this one leaves
            // less.
            double step = missing / rise;
            if ((ratio * i + rise) * step * step <= 2 * TOLERANCE * rise) {
                return h;
            }
            if (h > limit) {
                exact = false;
                return h;
            }
        }
        throw notConverged(v0, i0);
    }

    private double refineSeveral(double v0, double[][] i0, int n, double h, double limit) {
        exact = true;
        for (int k = 0; k < MOST_STEPS; k++) {
            double a = exp(-h * perTauMem);
            double v = a * v0;
            double sum = 0;
            double positive = 0;
            double above = theta;
            double below = 0;
            for (int c = 0; c < kernels.length; c++) {
                PspKernel kernel = kernels[c];
                double b = kernel.b(h, a);
                double current = b * i0[c][n];
                v += kernel.kappa(h, a, b) * i0[c][n];
                sum += current;
                double weighted = current * (1 + tauMem / kernel.tauSyn);
                if (current > 0) {
                    positive += current;
                    below += weighted;
                } else {
                    above -= weighted;
                }
            }
            double rise = sum - v;
            if (v >= theta && rise > 0) {
                return h;
            }
            if (!(positive > theta)) {
                exact = false;
                return POSITIVE_INFINITY;
            }
            // Rounding may leave a falling voltage at the threshold itself; the parabola needs a gap to step over.
            double missing = max(theta - v, Math.ulp(theta));
            double step = parabolaStep(missing, rise, above) * perTauMem;
            h += step * tauMem;
            if (rise > 0 && (above + below) * step * step <= 2 * TOLERANCE * rise) {
                return h;
            }
            if (h > limit) {
                exact = false;
                return h;
            }
        }
        throw notConverged(v0, sum(i0, n));
    }

    private static double sum(double[][] i, int n) {
        double sum = 0;
        for (double[] current : i) {
            sum += current[n];
        }
        return sum;
    }

    private NotConvergedException notConverged(double v, double i) {
        return new NotConvergedException("the threshold crossing from V = " + v + " and I = " + i
                + " (threshold " + theta + ") is not found in " + MOST_STEPS
                + " steps: the weights are too large for the arithmetic; lower them");
    }

    /** First zero of -missing + rise s + (curvature / 2) s^2, with s in units of tau_m; in ms. */
    private double parabolaStep(double missing, double rise, double curvature) {
        if (missing <= 0) {
            return 0;
        }
        double root = sqrt(rise * rise + 2 * curvature * missing);
        return tauMem * (rise > 0 ? 2 * missing / (rise + root) : (root - rise) / curvature);
    }
}
