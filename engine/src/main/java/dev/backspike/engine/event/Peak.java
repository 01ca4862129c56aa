package dev.backspike.engine.event;

import static java.lang.Math.exp;
import static java.lang.Math.log1p;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Where the voltage of a leaky integrator is largest in an interval without arrivals, if it rises there at all: where r
 * = I - V = tau_m V' changes from positive to negative, or at the end.
 *
 * <p><b>One synaptic time constant.</b> r = 0 where exp(h (1 / tau_s - 1 / tau_m)) = 1 + d (I - V) / (d V + tau_s I)
 * with d = tau_m - tau_s and I, V at the start. A voltage that falls at the start falls on while I &gt; 0.
 *
 * <p><b>Several.</b> From (tau_m d/dh + 1) r = tau_m I', r exp(h / tau_m) is monotone between the zeros of I', which is
 * a sum of exponentials. Its zeros are isolated likewise: (d/dh + 1 / tau_1) takes away a term, and between the zeros
 * of what is left the sum times exp(h / tau_1) is monotone. So no maximum is missed, whatever the currents.
 */
final class Peak {

    private static final double[] NONE = {};

    /** Halvings of a bracket; fewer where its ends become neighbours. */
    private static final int HALVINGS = 100;

    private double time;
    private double voltage;
    private double rise;
    private boolean atEnd;

    /**
     * @param v voltage at the start of the interval
     * @param i currents there, by time constant
     * @param h length of the interval, ms
     */
    void find(double v, double[] i, PspKernel[] kernels, double h) {
        time = 0;
        voltage = v;
        rise = 0;
        atEnd = false;
        if (kernels.length == 1) {
            double t = single(v, i[0], kernels[0]);
            if (t < h) {
                candidate(v, i, kernels, t);
                return;
            }
        } else {
            several(v, i, kernels, h);
        }
        double riseAtEnd = rise(v, i, kernels, h);
        // so that NaN is not overlooked
        if (!(riseAtEnd <= 0) && !(voltage(v, i, kernels, h) <= voltage)) {
            candidate(v, i, kernels, h);
            rise = riseAtEnd;
            atEnd = true;
        }
    }

    /** The time of the peak from the start of the interval, ms. */
    double time() {
        return time;
    }

    double voltage() {
        return voltage;
    }

    /** I - V at the maximum: 0 unless that is at the end. */
    double rise() {
        return rise;
    }

    /** Whether the voltage rises up to the end of the interval, to its maximum there. */
    boolean isAtEnd() {
        return atEnd;
    }

    private void candidate(double v, double[] i, PspKernel[] kernels, double t) {
        double candidate = voltage(v, i, kernels, t);
        if (!(candidate <= voltage)) {
            voltage = candidate;
            time = t;
        }
    }

    /** The time of the maximum; 0 if the voltage falls, infinite if it rises for good. */
    private static double single(double v, double i, PspKernel kernel) {
        if (i <= v) {
            return 0;
        }
        double d = kernel.tauMem - kernel.tauSyn;
        double scale = d * v + kernel.tauSyn * i;
        if (!(scale > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double x = (i - v) / scale;
        return kernel.tauMem * kernel.tauSyn * (d == 0 ? x : log1p(d * x) / d);
    }

    private void several(double v, double[] i, PspKernel[] kernels, double h) {
        double[] coefficients = new double[i.length];
        double[] rates = new double[i.length];
        for (int c = 0; c < i.length; c++) {
            coefficients[c] = i[c] / kernels[c].tauSyn;
            rates[c] = 1 / kernels[c].tauSyn;
        }
        double[] turns = zeros(coefficients, rates, 0, h);
        double left = 0;
        double riseLeft = rise(v, i, kernels, 0);
        for (int k = 0; k <= turns.length; k++) {
            double right = k < turns.length ? turns[k] : h;
            double riseRight = rise(v, i, kernels, right);
            if (riseLeft > 0 && riseRight <= 0) {
                candidate(v, i, kernels, root(t -> rise(v, i, kernels, t), left, right));
            }
            left = right;
            riseLeft = riseRight;
        }
    }

    /** Zeros in (0, h), in order, of the sum of coefficients[c] exp(-rates[c] t) over c from {@code first} on. */
    private static double[] zeros(double[] coefficients, double[] rates, int first, double h) {
        if (first == rates.length - 1) {
            return NONE;
        }
        double[] derivative = coefficients.clone();
        for (int c = first + 1; c < rates.length; c++) {
            derivative[c] *= rates[first] - rates[c];
        }
        double[] turns = zeros(derivative, rates, first + 1, h);
        double[] zeros = new double[turns.length + 1];
        int count = 0;
        DoubleUnaryOperator sum = t -> sum(coefficients, rates, first, t);
        double left = 0;
        for (int k = 0; k <= turns.length; k++) {
            double right = k < turns.length ? turns[k] : h;
            if (sum.applyAsDouble(left) * sum.applyAsDouble(right) < 0) {
                zeros[count++] = root(sum, left, right);
            }
            left = right;
        }
        return Arrays.copyOf(zeros, count);
    }

    private static double sum(double[] coefficients, double[] rates, int first, double t) {
        double sum = 0;
        for (int c = first; c < rates.length; c++) {
            sum += coefficients[c] * exp(-rates[c] * t);
        }
        return sum;
    }

    /** The point between {@code from} and {@code to} at which a function changes its sign. */
    private static double root(DoubleUnaryOperator function, double from, double to) {
        boolean positive = function.applyAsDouble(from) > 0;
        double left = from;
        double right = to;
        for (int k = 0; k < HALVINGS; k++) {
            double middle = left + (right - left) / 2;
            if (middle == left || middle == right) {
                break;
            }
            if (function.applyAsDouble(middle) > 0 == positive) {
                left = middle;
            } else {
                right = middle;
            }
        }
        return right;
    }

    private static double voltage(double v, double[] i, PspKernel[] kernels, double t) {
        double a = exp(-t / kernels[0].tauMem);
        double sum = a * v;
        for (int c = 0; c < i.length; c++) {
            sum += kernels[c].kappa(t, a, kernels[c].b(t, a)) * i[c];
        }
        return sum;
    }

    /** I - V. */
    private static double rise(double v, double[] i, PspKernel[] kernels, double t) {
        double a = exp(-t / kernels[0].tauMem);
        double current = 0;
        for (int c = 0; c < i.length; c++) {
            current += kernels[c].b(t, a) * i[c];
        }
        return current - voltage(v, i, kernels, t);
    }
}
