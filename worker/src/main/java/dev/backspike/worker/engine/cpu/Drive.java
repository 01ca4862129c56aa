package dev.backspike.worker.engine.cpu;

import java.util.Arrays;

/**
 * How a loss of time-averaged voltages, x_k = (1/T) int f(t) V_k dt, enters a step: one pair of coefficients per step
 * serves both directions, so that the gradient is that of the loss as computed. With D_k = -dl/dx_k / T,
 *
 * <pre>
 * forward    x_k      += (tauMem v[n] V_k(n) + tauSyn i[n] I_k(n)) / T     the integral over step n, in closed form
 * backward   lambda_V += v[n] D_k     lambda_I += i[n] D_k                what D_k f(t) leaves over step n
 * </pre>
 *
 * <p>A profile f(t) other than 1 is another factory here and nothing else.
 *
 * @param v {@code [steps]}
 * @param i {@code [steps]}
 */
record Drive(float[] v, float[] i) {

    /** f(t) = 1. */
    static Drive constant(ClosedForm form, int steps) {
        float[] v = new float[steps];
        float[] i = new float[steps];
        Arrays.fill(v, (float) form.driveV());
        Arrays.fill(i, (float) form.driveI());
        return new Drive(v, i);
    }
}
