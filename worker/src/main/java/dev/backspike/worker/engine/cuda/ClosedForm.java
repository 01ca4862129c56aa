package dev.backspike.worker.engine.cuda;

/**
 * The exact solution of the neuron's two equations over an interval h without events (EVENTPROP.md, sections 1 and 2).
 * The same numbers as the CPU engine's, to the last bit: spikes depend on them.
 *
 * @param a decay of V and lambda_V, exp(-h / tauMem)
 * @param b decay of I and lambda_I, exp(-h / tauSyn)
 * @param kappa what I adds to V: V' = a V + kappa I
 * @param g what lambda_V adds to lambda_I, backwards: lambda_I = b lambda_I' + g lambda_V'
 */
record ClosedForm(double tauMem, double tauSyn, double h, double a, double b, double kappa, double g) {

    static ClosedForm of(double tauMem, double tauSyn, double h) {
        double a = Math.exp(-h / tauMem);
        double b = Math.exp(-h / tauSyn);
        // (a - b) / (tauMem - tauSyn), without cancellation where the two are close or equal
        double x = h * (tauMem - tauSyn) / (tauMem * tauSyn);
        double ratio = b * (x == 0 ? 1 : Math.expm1(x) / x) * h / (tauMem * tauSyn);
        return new ClosedForm(tauMem, tauSyn, h, a, b, tauSyn * ratio, tauMem * ratio);
    }

    /** What a constant drive 1 adds to lambda_V over the interval. */
    double driveV() {
        return 1 - a;
    }

    /** What a constant drive 1 adds to lambda_I over the interval. */
    double driveI() {
        return 1 - b - g;
    }
}
