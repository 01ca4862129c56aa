package dev.backspike.engine.event;

import static java.lang.Math.abs;
import static java.lang.Math.exp;
import static java.lang.Math.expm1;
import static java.lang.Math.log1p;

import dev.backspike.engine.KappaDerivatives;

/**
 * The effect of a synaptic current of time constant tau_s on a membrane of time constant tau_m over an interval h,
 * given a = exp(-h / tau_m): the current shrinks to b = exp(-h / tau_s) of itself and adds kappa(h) times itself to the
 * voltage, with kappa = tau_s / (tau_m - tau_s) (a - b), or (h / tau_m) a if the two are equal.
 */
final class PspKernel {

    /** Below this relative difference of the time constants a - b would lose more than a digit. */
    private static final double NEARLY_EQUAL = 0.1;

    private static final int LARGEST_POWER = 8;

    final double tauMem;
    final double tauSyn;
    /** The largest value of kappa(h), from h = tau_m tau_s / (tau_m - tau_s) ln(tau_m / tau_s) on it falls. */
    final double largestKappa;

    private final double perTauSyn;
    private final double factor;
    private final double rateDifference;
    private final boolean nearlyEqual;
    private final int power;

    PspKernel(double tauMem, double tauSyn) {
        this.tauMem = tauMem;
        this.tauSyn = tauSyn;
        perTauSyn = 1 / tauSyn;
        factor = tauSyn / (tauMem - tauSyn);
        rateDifference = (tauMem - tauSyn) / (tauMem * tauSyn);
        nearlyEqual = abs(tauMem - tauSyn) < NEARLY_EQUAL * tauMem;
        // tau_m dkappa/dh = b - kappa, so that kappa = b at its maximum. Rounded up, to be safe as a bound.
        double peak = tauMem == tauSyn ? tauMem : log1p((tauMem - tauSyn) / tauSyn) / rateDifference;
        largestKappa = exp(-peak * perTauSyn) * (1 + 1e-12);
        double ratio = tauMem / tauSyn;
        power = ratio == Math.rint(ratio) && ratio <= LARGEST_POWER ? (int) ratio : 0;
    }

    /** b; where tau_m is a small multiple of tau_s, a power of a, which is cheaper than a second exponential. */
    double b(double h, double a) {
        return switch (power) {
            case 0 -> exp(-h * perTauSyn);
            case 1 -> a;
            case 2 -> a * a;
            case 4 -> a * a * (a * a);
            default -> {
                double product = a;
                for (int k = 1; k < power; k++) {
                    product *= a;
                }
                yield product;
            }
        };
    }

    /** kappa(h); with nearly equal time constants as a (h / tau_m) (1 - exp(-x)) / x, which does not cancel. */
    double kappa(double h, double a, double b) {
        if (!nearlyEqual) {
            return factor * (a - b);
        }
        double x = h * rateDifference;
        return a * (h / tauMem) * (x == 0 ? 1 : -expm1(-x) / x);
    }

    /** tau_m / (tau_m - tau_s) (a - b) and its limit: how much of lambda_V has become lambda_I after h. */
    double coupling(double h, double a, double b) {
        return kappa(h, a, b) * tauMem / tauSyn;
    }

    /** Derivative of kappa by tau_m, at fixed h. */
    double kappaByTauMem(double h, double a, double b) {
        return KappaDerivatives.byTauMem(tauMem, rateDifference, h, a, kappa(h, a, b));
    }

    /** Derivative of kappa by tau_s, at fixed h. */
    double kappaByTauSyn(double h, double a, double b) {
        return KappaDerivatives.byTauSyn(tauMem, tauSyn, rateDifference, h, a, b, kappa(h, a, b));
    }
}
