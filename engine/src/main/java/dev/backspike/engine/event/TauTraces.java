package dev.backspike.engine.event;

import static java.lang.Math.exp;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Gradients of a population's time constants, of one trial.
 *
 * <p>Between events the state x = (V, I) moves by a matrix, x(t + h) = P(h) x(t), with P of {@link PspKernel}'s a, b
 * and kappa, and y = dL/dx = (-tau_m lambda_V, -tau_s lambda_I) moves backwards by its transpose. The gradient of a
 * time constant is the sum of y(t + h) . (dP/dtau) x(t) over the intervals between events; what the times of spikes
 * contribute is in y. But x(t) is itself a sum: of each weight that arrived, and of V_r since the last reset, moved on
 * by P. Summed the other way round, the gradient is
 *
 * <pre>
 *   sum over arrivals of weight . g_I  +  sum over spikes of V_r . g_V,
 *   g(t) = P(h)^T g(t + h) + (dP/dtau)^T y(t + h),    g(T) = 0,    g_V := 0 across a spike of the neuron,
 * </pre>
 *
 * so that one trace g per neuron and time constant, carried backwards beside lambda, replaces a record of V and I at
 * every event. tau_m has g_V and a g_I for each component; tau_s only acts where its own component's current does, and
 * has a g_I alone. This equals tau_m's int lambda_V V' dt and tau_s's int lambda_I I' dt, with each integral between
 * events done in closed form.
 *
 * <p>A drive D f(t) adds to y a particular solution, the {@link Response}, which does not move by P. Its derivative by
 * the time constant takes its place in g, in the same way: taken away before an interval and put back after it.
 */
final class TauTraces {

    private final Wiring wiring;
    private final Population population;
    private final double vReset;
    /** {@code [neuron]} and {@code [component][neuron]}: g of tau_m; no neurons if it is not learnt. */
    private final double[] memV;

    private final double[][] memI;
    /** {@code [component][neuron]}: g_I of the component's tau_s; no neurons if it is not learnt. */
    private final double[][] syn;

    /** {@code [neuron]}: the tape's, empty if tau_m is not learnt. */
    private double[] memGradient = {};
    /** {@code [component][neuron]}: likewise. */
    private final double[][] synGradient;

    TauTraces(Wiring wiring, Population population) {
        this.wiring = wiring;
        this.population = population;
        vReset = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vReset() : 0;
        int components = wiring.kernels[population.index()][0].length;
        boolean learnsMem = wiring.learntTauMem(population) >= 0;
        memV = new double[learnsMem ? population.size() : 0];
        memI = new double[components][memV.length];
        syn = new double[components][];
        Arrays.setAll(syn, c -> new double[wiring.learntTauSyn(population, c) >= 0 ? population.size() : 0]);
        synGradient = syn.clone();
    }

    /** @param tape gets the gradients */
    void start(Tape tape) {
        Arrays.fill(memV, 0);
        if (memV.length > 0) {
            memGradient = tape.tauGradients[wiring.learntTauMem(population)];
            Arrays.fill(memGradient, 0);
        }
        for (int c = 0; c < syn.length; c++) {
            Arrays.fill(memI[c], 0);
            Arrays.fill(syn[c], 0);
            if (syn[c].length > 0) {
                synGradient[c] = tape.tauGradients[wiring.learntTauSyn(population, c)];
                Arrays.fill(synGradient[c], 0);
            }
        }
    }

    /**
     * Back over an interval {@code h} in which V is free.
     *
     * @param lambdaV of the neuron at the end of the interval, without its response to the drive; lambdaI,
     *     {@code [component][neuron]}, likewise
     */
    void move(int n, double h, double a, PspKernel[] kernel, double lambdaV, double[][] lambdaI) {
        double yV = -kernel[0].tauMem * lambdaV;
        for (int c = 0; c < kernel.length; c++) {
            PspKernel k = kernel[c];
            double b = k.b(h, a);
            if (memV.length > 0) {
                memI[c][n] = b * memI[c][n] + k.kappa(h, a, b) * memV[n] + k.kappaByTauMem(h, a, b) * yV;
            }
            if (syn[c].length > 0) {
                double yI = -k.tauSyn * lambdaI[c][n];
                syn[c][n] = b * (syn[c][n] + h / (k.tauSyn * k.tauSyn) * yI) + k.kappaByTauSyn(h, a, b) * yV;
            }
        }
        if (memV.length > 0) {
            memV[n] = a * (memV[n] + h / (kernel[0].tauMem * kernel[0].tauMem) * yV);
        }
    }

    /** Back over an interval in which the neuron is refractory: I decays, and V will start anew. */
    void hold(int n, double h, PspKernel[] kernel, double[][] lambdaI) {
        for (int c = 0; c < kernel.length; c++) {
            double tauSyn = kernel[c].tauSyn;
            double b = exp(-h / tauSyn);
            if (memV.length > 0) {
                memI[c][n] *= b;
            }
            if (syn[c].length > 0) {
                syn[c][n] = b * (syn[c][n] - h / tauSyn * lambdaI[c][n]);
            }
        }
    }

    /** Adds to g its particular solution at {@code t} for a drive D of {@code factor}. */
    void addResponse(int n, double factor, double t, PspKernel[] kernel, Response response) {
        if (memV.length > 0) {
            memV[n] -= factor * response.chargeByTauMem(t);
        }
        for (int c = 0; c < kernel.length; c++) {
            if (memV.length > 0) {
                memI[c][n] -= factor * response.currentChargeByTauMem(kernel[c].tauSyn, t);
            }
            if (syn[c].length > 0) {
                syn[c][n] -= factor * response.currentChargeByTauSyn(kernel[c].tauSyn, t);
            }
        }
    }

    /** Across an arrival at neuron {@code n}. */
    void arrive(int n, int component, double weight) {
        if (memV.length > 0) {
            memGradient[n] += weight * memI[component][n];
        }
        if (syn[component].length > 0) {
            synGradient[component][n] += weight * syn[component][n];
        }
    }

    /** Across a spike of neuron {@code n}. */
    void reset(int n) {
        if (memV.length > 0) {
            memGradient[n] += vReset * memV[n];
            memV[n] = 0;
        }
    }
}
