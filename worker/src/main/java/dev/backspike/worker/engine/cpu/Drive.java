package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec.Profile;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * How a loss of time-averaged voltages, x_k = (1/T) int f(t) V_k dt, enters a step: one pair of coefficients per step
 * serves both directions, so that the gradient is that of the loss as computed. With D_k = -dl/dx_k / T,
 *
 * <pre>
 * forward    x_k      += (tauMem v[n] V_k(n) + tauSyn i[n] I_k(n)) / T     the integral over step n, in closed form
 * backward   lambda_V += v[n] D_k     lambda_I += i[n] D_k                what D_k f(t) leaves over step n
 * </pre>
 *
 * @param v {@code [steps]}
 * @param i {@code [steps]}
 */
record Drive(float[] v, float[] i) {

    /** Nodes in (0, 1) and weights of the Gauss-Legendre rule with eight points, exact to degree 15. */
    private static final double[][] RULE = {
        {0.019855071751231884, 0.05061426814518813},
        {0.10166676129318664, 0.11119051722668724},
        {0.2372337950418355, 0.15685332293894363},
        {0.4082826787521751, 0.181341891689181},
        {0.591717321247825, 0.181341891689181},
        {0.7627662049581645, 0.15685332293894363},
        {0.8983332387068134, 0.11119051722668724},
        {0.9801449282487681, 0.05061426814518813},
    };

    static Drive of(Profile profile, ClosedForm form, int steps) {
        double duration = steps * form.h();
        return switch (profile) {
            case CONSTANT -> constant(form, steps);
            case EXPONENTIAL -> integrate(t -> Math.exp(-t / duration), form, steps);
            case LINEAR -> integrate(t -> 1 - t / duration, form, steps);
        };
    }

    /** The closed forms of a step, weighted by f and integrated over it numerically, far beyond float's precision. */
    private static Drive integrate(DoubleUnaryOperator f, ClosedForm form, int steps) {
        float[] v = new float[steps];
        float[] i = new float[steps];
        ClosedForm[] within = Arrays.stream(RULE)
                .map(point -> ClosedForm.of(form.tauMem(), form.tauSyn(), point[0] * form.h()))
                .toArray(ClosedForm[]::new);
        for (int n = 0; n < steps; n++) {
            double voltage = 0;
            double current = 0;
            for (int k = 0; k < RULE.length; k++) {
                double weight = RULE[k][1] * form.h() * f.applyAsDouble((n + RULE[k][0]) * form.h());
                voltage += weight * within[k].a();
                current += weight * within[k].kappa();
            }
            v[n] = (float) (voltage / form.tauMem());
            i[n] = (float) (current / form.tauSyn());
        }
        return new Drive(v, i);
    }

    /** f(t) = 1. */
    private static Drive constant(ClosedForm form, int steps) {
        float[] v = new float[steps];
        float[] i = new float[steps];
        Arrays.fill(v, (float) form.driveV());
        Arrays.fill(i, (float) form.driveI());
        return new Drive(v, i);
    }
}
