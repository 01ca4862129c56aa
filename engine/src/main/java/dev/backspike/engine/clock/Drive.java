package dev.backspike.engine.clock;

import dev.backspike.common.spec.LossSpec.Profile;
import java.util.Arrays;

/**
 * The contribution of each step to a loss of time-averaged voltages, x_k = (1/T) int f(t) V_k dt: one pair of
 * coefficients per step serves both directions, so that the gradient is that of the loss as computed. With D_k =
 * -dl/dx_k / T,
 *
 * <pre>
 * forward    x_k      += (tauMem v[n] V_k(n) + tauSyn i[n] I_k(n)) / T     the integral over step n, in closed form
 * backward   lambda_V += v[n] D_k     lambda_I += i[n] D_k                what D_k f(t) leaves over step n
 * </pre>
 *
 * @param v {@code [steps]}
 * @param i {@code [steps]}
 */
public record Drive(float[] v, float[] i) {

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

    public static Drive of(Profile profile, ClosedForm form, int steps) {
        return profile == Profile.CONSTANT ? constant(form, steps) : integrate(profile, form, steps);
    }

    /** The closed forms of a step, weighted by f and integrated over it numerically, far beyond float's precision. */
    private static Drive integrate(Profile profile, ClosedForm form, int steps) {
        float[] v = new float[steps];
        float[] i = new float[steps];
        ClosedForm[] within = within(form);
        double[][] weights = weights(profile, form.h(), steps);
        for (int n = 0; n < steps; n++) {
            double voltage = 0;
            double current = 0;
            for (int k = 0; k < within.length; k++) {
                voltage += weights[n][k] * within[k].a();
                current += weights[n][k] * within[k].kappa();
            }
            v[n] = (float) (voltage / form.tauMem());
            i[n] = (float) (current / form.tauSyn());
        }
        return new Drive(v, i);
    }

    /** The closed forms from the start of a step to each node of the rule. */
    public static ClosedForm[] within(ClosedForm step) {
        return Arrays.stream(RULE)
                .map(point -> ClosedForm.of(step.tauMem(), step.tauSyn(), point[0] * step.h()))
                .toArray(ClosedForm[]::new);
    }

    /** {@code [step][node]}: what the rule multiplies values at the nodes of a step by to integrate them times f. */
    public static double[][] weights(Profile profile, double h, int steps) {
        double duration = steps * h;
        double[][] weights = new double[steps][RULE.length];
        for (int n = 0; n < steps; n++) {
            for (int k = 0; k < RULE.length; k++) {
                double t = (n + RULE[k][0]) * h;
                weights[n][k] = RULE[k][1] * h * f(profile, t, duration);
            }
        }
        return weights;
    }

    private static double f(Profile profile, double t, double duration) {
        return switch (profile) {
            case CONSTANT -> 1;
            case EXPONENTIAL -> Math.exp(-t / duration);
            case LINEAR -> 1 - t / duration;
        };
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
