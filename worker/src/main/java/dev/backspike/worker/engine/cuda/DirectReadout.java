package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.network.Network;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A current of a readout of leaky integrators whose averaged voltages x_j = (1/T) int f(t) V_j dt are all that the loss
 * reads. It is linear in its weights and spikes, so it takes neither steps nor a trace:
 *
 * <pre>
 * forward    c_i = sum of r[n] over the spikes of i        x_j = sum over i of w_ij c_i
 * adjoint    a spike of i at n jumps by q[n] sum over j of w_ij D_j         D_j = -dl/dx_j / T
 * gather     dl/dw_ij = c_i dl/dx_j
 * </pre>
 *
 * @param r what a unit of current at a grid point adds to an averaged voltage, {@code [steps + 1]}
 * @param q lambda_V - lambda_I that a unit of drive leaves there, {@code [steps + 1]}
 */
record DirectReadout(float[] r, float[] q) {

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

    /** Whether the loss reads nothing of the readout but averaged voltages. */
    static boolean serves(Network network, LossSpec loss) {
        return loss instanceof LossSpec.SumVoltage && network.readout().neuron() instanceof NeuronSpec.Li;
    }

    static DirectReadout of(Profile profile, ClosedForm form, int steps) {
        double duration = steps * form.h();
        DoubleUnaryOperator f = switch (profile) {
            case CONSTANT -> _ -> 1;
            case EXPONENTIAL -> t -> Math.exp(-t / duration);
            case LINEAR -> t -> 1 - t / duration;
        };
        ClosedForm[] within = Arrays.stream(RULE)
                .map(point -> ClosedForm.of(form.tauMem(), form.tauSyn(), point[0] * form.h()))
                .toArray(ClosedForm[]::new);
        float[] r = new float[steps + 1];
        float[] q = new float[steps + 1];
        double ofV = 0;
        double ofI = 0;
        double lambdaV = 0;
        double lambdaI = 0;
        // Backwards: both are adjoints, r to the loss's integral, q to its drive.
        for (int n = steps - 1; n >= 0; n--) {
            double voltage = 0;
            double current = 0;
            for (int k = 0; k < RULE.length; k++) {
                double weight = RULE[k][1] * form.h() * f.applyAsDouble((n + RULE[k][0]) * form.h());
                voltage += weight * within[k].a();
                current += weight * within[k].kappa();
            }
            ofI = current / duration + form.kappa() * ofV + form.b() * ofI;
            ofV = voltage / duration + form.a() * ofV;
            lambdaI = form.b() * lambdaI + form.g() * lambdaV + current / form.tauSyn();
            lambdaV = form.a() * lambdaV + voltage / form.tauMem();
            r[n] = (float) ofI;
            q[n] = (float) (lambdaV - lambdaI);
        }
        return new DirectReadout(r, q);
    }
}
