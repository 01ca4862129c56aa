package dev.backspike.engine.clock;

import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.plan.LossEntry;
import dev.backspike.engine.plan.Plan;

/**
 * A current of a readout of leaky integrators whose averaged voltages x_j = (1/T) int f(t) V_j dt are all that the loss
 * reads. It is linear in its weights and spikes, and its adjoint starts from one number per neuron, so it needs neither
 * steps nor a trace:
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
public record LinearReadout(float[] r, float[] q) {

    /**
     * Whether the loss reads nothing of the readout but averaged voltages, and its neurons share their constants and
     * hear spikes without delay.
     */
    public static boolean serves(Plan plan) {
        Network network = plan.network();
        return plan.entry() instanceof LossEntry.AveragedVoltages
                && network.readout().neuron() instanceof NeuronSpec.Li li
                && !li.tauMem().individual()
                && network.connections().stream()
                        .filter(c -> c.to().equals(network.readout()))
                        .allMatch(c -> !c.tauSyn().individual() && isZero(c.delay()));
    }

    private static boolean isZero(ParameterSpec delay) {
        return !delay.individual() && delay.value() == 0;
    }

    /** The readout with the numbers of steps that a clock-driven engine takes. */
    public static LinearReadout of(Profile profile, ClosedForm form, int steps) {
        Drive drive = Drive.of(profile, form, steps);
        double duration = steps * form.h();
        float[] r = new float[steps + 1];
        float[] q = new float[steps + 1];
        double ofV = 0;
        double ofI = 0;
        double lambdaV = 0;
        double lambdaI = 0;
        // Backwards: both are adjoints, r to the loss's integral, q to its drive.
        for (int n = steps - 1; n >= 0; n--) {
            ofI = form.tauSyn() * drive.i()[n] / duration + form.kappa() * ofV + form.b() * ofI;
            ofV = form.tauMem() * drive.v()[n] / duration + form.a() * ofV;
            lambdaI = form.b() * lambdaI + form.g() * lambdaV + drive.i()[n];
            lambdaV = form.a() * lambdaV + drive.v()[n];
            r[n] = (float) ofI;
            q[n] = (float) (lambdaV - lambdaI);
        }
        return new LinearReadout(r, q);
    }
}
