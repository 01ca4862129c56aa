package dev.backspike.engine.cpu;

import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.Drive;

/**
 * {@link Drive} for readout neurons with time constants of their own: how a neuron's averaged voltage, x = (1/T) int
 * f(t) V dt, grows over step n by its state at the start of the step, and the derivatives of that by the constants.
 *
 * <pre>
 * T x += v[n] V(n) + i[n] I(n)         element n * size + j of each array: step n, neuron j
 * </pre>
 */
final class IndividualDrive {

    final float[] v;
    final float[] i;
    final float[] vByTauMem;
    final float[] iByTauMem;
    final float[] iByTauSyn;
    private final int size;
    /** A row for each of {@link Drive#weights}. */
    private final double[][] weights;

    IndividualDrive(Profile profile, double dt, int steps, int size) {
        this.size = size;
        weights = Drive.weights(profile, dt, steps);
        v = new float[steps * size];
        i = new float[steps * size];
        vByTauMem = new float[steps * size];
        iByTauMem = new float[steps * size];
        iByTauSyn = new float[steps * size];
    }

    void set(int j, ClosedForm step) {
        ClosedForm[] within = Drive.within(step);
        double[] byTauMem = new double[within.length];
        double[] kappaByTauMem = new double[within.length];
        double[] kappaByTauSyn = new double[within.length];
        for (int k = 0; k < within.length; k++) {
            byTauMem[k] = within[k].aByTauMem();
            kappaByTauMem[k] = within[k].kappaByTauMem();
            kappaByTauSyn[k] = within[k].kappaByTauSyn();
        }
        for (int n = 0; n < weights.length; n++) {
            double[] weight = weights[n];
            double voltage = 0;
            double current = 0;
            double voltageByTauMem = 0;
            double currentByTauMem = 0;
            double currentByTauSyn = 0;
            for (int k = 0; k < weight.length; k++) {
                voltage += weight[k] * within[k].a();
                current += weight[k] * within[k].kappa();
                voltageByTauMem += weight[k] * byTauMem[k];
                currentByTauMem += weight[k] * kappaByTauMem[k];
                currentByTauSyn += weight[k] * kappaByTauSyn[k];
            }
            int at = n * size + j;
            v[at] = (float) voltage;
            i[at] = (float) current;
            vByTauMem[at] = (float) voltageByTauMem;
            iByTauMem[at] = (float) currentByTauMem;
            iByTauSyn[at] = (float) currentByTauSyn;
        }
    }
}
