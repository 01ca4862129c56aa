package dev.backspike.engine.clock;

import dev.backspike.engine.KappaDerivatives;

/**
 * The exact solution of the neuron's two equations over an interval h without events (docs/eventprop.md, Forward and
 * Adjoint). Times in ms.
 *
 * @param h length of the interval
 * @param a decay of V and lambda_V, exp(-h / tauMem)
 * @param b decay of I and lambda_I, exp(-h / tauSyn)
 * @param kappa what I adds to V: V' = a V + kappa I
 * @param g what lambda_V adds to lambda_I, backwards: lambda_I = b lambda_I' + g lambda_V'
 */
public record ClosedForm(double tauMem, double tauSyn, double h, double a, double b, double kappa, double g) {

    public static ClosedForm of(double tauMem, double tauSyn, double h) {
        double a = Math.exp(-h / tauMem);
        double b = Math.exp(-h / tauSyn);
        // (a - b) / (tauMem - tauSyn), without cancellation where the two are close or equal
        double x = h * (tauMem - tauSyn) / (tauMem * tauSyn);
        double ratio = b * (x == 0 ? 1 : Math.expm1(x) / x) * h / (tauMem * tauSyn);
        return new ClosedForm(tauMem, tauSyn, h, a, b, tauSyn * ratio, tauMem * ratio);
    }

    /** The contribution of a constant drive of 1 to lambda_V over the interval. */
    public double driveV() {
        return 1 - a;
    }

    /** The contribution of a constant drive of 1 to lambda_I over the interval. */
    public double driveI() {
        return 1 - b - g;
    }

    /** Derivative of a by tauMem, at fixed h. */
    public double aByTauMem() {
        return h / (tauMem * tauMem) * a;
    }

    /** Derivative of b by tauSyn, at fixed h. */
    public double bByTauSyn() {
        return h / (tauSyn * tauSyn) * b;
    }

    /** Derivative of kappa by tauMem, at fixed h. */
    public double kappaByTauMem() {
        return KappaDerivatives.byTauMem(tauMem, rateDifference(), h, a, kappa);
    }

    /** Derivative of kappa by tauSyn, at fixed h. */
    public double kappaByTauSyn() {
        return KappaDerivatives.byTauSyn(tauMem, tauSyn, rateDifference(), h, a, b, kappa);
    }

    private double rateDifference() {
        return (tauMem - tauSyn) / (tauMem * tauSyn);
    }
}
