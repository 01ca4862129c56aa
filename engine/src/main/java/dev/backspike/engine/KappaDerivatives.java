package dev.backspike.engine;

/**
 * The derivatives by the time constants, at fixed h, of kappa(h): what a synaptic current of time constant tau_s adds
 * to a membrane of time constant tau_m over an interval h, per unit of current at its start (docs/eventprop.md,
 * Forward).
 *
 * <p>With p = 1 / tau_m and q = 1 / tau_s, kappa = p E, E = int_0^h exp(-p (h - x) - q x) dx = (a - b) / (q - p). The
 * derivatives of E by p and q are (E - h a) / (q - p) and (h b - E) / (q - p), which cancel where (q - p) h is small:
 * there their power series in it are summed.
 */
public final class KappaDerivatives {

    /** 1 / 18! is below the rounding of the sum. */
    private static final int SERIES_TERMS = 18;

    private KappaDerivatives() {}

    /**
     * The derivative by tau_m.
     *
     * @param rateDifference q - p, 1/ms
     * @param a exp(-h / tauMem)
     */
    public static double byTauMem(double tauMem, double rateDifference, double h, double a, double kappa) {
        double z = h * rateDifference;
        double e = tauMem * kappa;
        double byRate = Math.abs(z) < 1 ? -h * h * a * series(z, 0) : (e - h * a) / rateDifference;
        return -(e + byRate / tauMem) / (tauMem * tauMem);
    }

    /**
     * The derivative by tau_s.
     *
     * @param rateDifference q - p, 1/ms
     * @param a exp(-h / tauMem), b exp(-h / tauSyn)
     */
    public static double byTauSyn(
            double tauMem, double tauSyn, double rateDifference, double h, double a, double b, double kappa) {
        double z = h * rateDifference;
        double byRate = Math.abs(z) < 1 ? -h * h * a * series(z, 1) : (h * b - tauMem * kappa) / rateDifference;
        return -byRate / (tauSyn * tauSyn) / tauMem;
    }

    /** int_0^1 u^power (1 - u)^(1 - power) exp(-z u) du for |z| < 1, by its power series. */
    private static double series(double z, int power) {
        double term = 1;
        double sum = 0;
        for (int k = 0; k < SERIES_TERMS; k++) {
            sum += power == 0 ? term / ((k + 1) * (k + 2)) : term / (k + 2);
            term *= -z / (k + 1);
        }
        return sum;
    }
}
