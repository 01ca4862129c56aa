package dev.backspike.worker.engine.event;

import static java.lang.Math.exp;

/**
 * Closed forms of a leaky integrator with an exponential synapse, tauMem V' = -V + I, tauSyn I' = -I:
 *
 * <pre>
 *   V(h) = a V + kappa I     I(h) = b I      a = exp(-h/tauMem)   b = exp(-h/tauSyn)
 *   kappa = tauSyn/(tauMem - tauSyn) (a - b) = h/tauMem a phi(x)  x = h (1/tauSyn - 1/tauMem)  phi(x) = (1 - exp(-x))/x
 * </pre>
 *
 * The first form of kappa cancels when the time constants are close; the second holds in the limit too.
 *
 * @param tauMem ms
 * @param tauSyn ms
 */
record Leaky(double tauMem, double tauSyn) {

    /** Below this relative distance of the time constants the cancellation costs more than the slower form. */
    private static final double CLOSE = 0.05;

    double a(double h) {
        return exp(-h / tauMem);
    }

    double b(double h) {
        return exp(-h / tauSyn);
    }

    /** What a current of 1 at the start of an interval h adds to the voltage at its end. */
    double kappa(double h, double a, double b) {
        double difference = tauMem - tauSyn;
        if (Math.abs(difference) > CLOSE * tauMem) {
            return tauSyn / difference * (a - b);
        }
        double x = h * difference / (tauMem * tauSyn);
        return h / tauMem * a * (Math.abs(x) < 1e-12 ? 1 : -Math.expm1(-x) / x);
    }

    /** What an adjoint voltage of 1 at the end of an interval adds to the adjoint current at its start. */
    double kappaAdjoint(double h, double a, double b) {
        return kappa(h, a, b) * (tauMem / tauSyn);
    }
}
