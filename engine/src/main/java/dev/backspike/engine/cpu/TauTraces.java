package dev.backspike.engine.cpu;

import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Source;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import java.util.Arrays;

/**
 * Gradients of a population's time constants, of one trial, as the exact engine's traces of the same name find them:
 * the state moves over a step by a matrix P, y = dL/dx = (-tau_m lambda_V, -tau_s lambda_I) backwards by its transpose,
 * and
 *
 * <pre>
 *   dL/dtau = sum over arrivals of weight . g_I  +  sum over spikes of V_r . g_V,
 *   g(n) = P^T g(n + 1) + (dP/dtau)^T y(n + 1) + dL/dx's explicit dependence,   g(steps) = 0,   g_V := 0 across a spike
 * </pre>
 *
 * so that one number per neuron, channel and time constant goes along with lambda, and no voltage is kept. What arrives
 * at a grid point is added up again from the spikes. One instance serves one thread.
 */
final class TauTraces {

    private final HostLayout layout;
    private final Parameters parameters;
    private final InnerLoops loops;
    private final Channel[] channels;
    private final IndividualConstants[] constants;
    private final float reset;
    private final int drive;
    /** Index of the variable, -1 if tau_m is not learnt. */
    private final int memVariable;
    /** The variable of each channel's tau_s; -1 if it is not learnt. */
    private final int[] synVariable;
    /** {@code [neuron]} and {@code [channel][neuron]}: g of tau_m. */
    private final float[] memV;

    private final float[][] memI;
    /** {@code [channel][neuron]}: g_I of the channel's tau_s. */
    private final float[][] syn;
    /** {@code [channel][grid point][neuron]}: memI, and syn, of channels whose synapses have their own delays. */
    private final float[][] memTrace;

    private final float[][] synTrace;
    /** The input that arrives at a grid point. */
    private final float[] arriving;

    private double[] memGradient = {};
    private final double[][] synGradient;

    static boolean needed(Parameters parameters, Population population, Channel[] channels) {
        return parameters.learnt(Kind.TAU_MEM, population.index()) >= 0
                || Arrays.stream(synVariables(parameters, channels)).anyMatch(k -> k >= 0);
    }

    /** A learnt tau_s is that of one connection, which has a channel of its own. */
    private static int[] synVariables(Parameters parameters, Channel[] channels) {
        return Arrays.stream(channels)
                .mapToInt(c -> parameters.learnt(Kind.TAU_SYN, c.sources()[0].connection()))
                .toArray();
    }

    TauTraces(HostLayout layout, Parameters parameters, InnerLoops loops, Population population, float reset) {
        this.layout = layout;
        this.parameters = parameters;
        this.loops = loops;
        this.reset = reset;
        channels = layout.incoming[population.index()];
        constants = IndividualMembranes.constants(channels, parameters);
        drive = layout.drive[population.index()];
        memVariable = parameters.learnt(Kind.TAU_MEM, population.index());
        synVariable = synVariables(parameters, channels);
        int size = population.size();
        memV = new float[size];
        memI = new float[channels.length][size];
        syn = new float[channels.length][size];
        memTrace = new float[channels.length][];
        synTrace = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            int kept = channels[c].individualDelays() ? (layout.steps + 2) * size : 0;
            memTrace[c] = new float[kept];
            synTrace[c] = new float[kept];
        }
        arriving = Aligned.floats(HostLayout.padded(size));
        synGradient = new double[channels.length][0];
    }

    /** @param tape gets the gradients */
    void start(Tape tape) {
        Arrays.fill(memV, 0);
        if (memVariable >= 0) {
            memGradient = cleared(tape.tauGradients[memVariable]);
        }
        for (int c = 0; c < channels.length; c++) {
            Arrays.fill(memI[c], 0);
            Arrays.fill(syn[c], 0);
            if (synVariable[c] >= 0) {
                synGradient[c] = cleared(tape.tauGradients[synVariable[c]]);
            }
        }
    }

    private static double[] cleared(double[] values) {
        Arrays.fill(values, 0);
        return values;
    }

    /**
     * One step back of g_I of neuron j in channel c; to be called for all channels before {@link #moveVoltages}.
     *
     * @param lambdaV of grid point n + 1, as is lambdaI
     * @param d the drive of lambda, -dl/dx / T
     */
    void moveCurrent(int n, int c, int j, float lambdaV, float lambdaI, float d, boolean held) {
        IndividualConstants individual = constants[c];
        float yI = -individual.tauSyn[j] * lambdaI;
        float mem = individual.b[j] * memI[c][j];
        float bySyn = individual.b[j] * syn[c][j] + individual.bByTauSyn[j] * yI;
        if (!held) {
            float yV = -individual.tauMem[j] * lambdaV;
            mem += individual.kappa[j] * memV[j] + individual.kappaByTauMem[j] * yV;
            bySyn += individual.kappaByTauSyn[j] * yV;
            if (individual.drive != null) {
                mem -= individual.drive.iByTauMem[n * memV.length + j] * d;
                bySyn -= individual.drive.iByTauSyn[n * memV.length + j] * d;
            }
        }
        memI[c][j] = mem;
        syn[c][j] = bySyn;
        if (channels[c].individualDelays()) {
            memTrace[c][n * memV.length + j] = mem;
            synTrace[c][n * memV.length + j] = bySyn;
        }
    }

    /** One step back of g_V. */
    void moveVoltages(int n, float[] s, int lv, int[] release) {
        IndividualConstants individual = constants[0];
        for (int j = 0; j < memV.length; j++) {
            if (n >= release[j]) {
                memV[j] = individual.a[j] * memV[j] - individual.aByTauMem[j] * individual.tauMem[j] * s[lv + j];
                if (individual.drive != null) {
                    memV[j] -= individual.drive.vByTauMem[n * memV.length + j] * s[drive + j];
                }
            }
        }
    }

    /** What arrives at grid point n in channels whose spikes share a delay. */
    void arrive(int n, Tape tape) {
        for (int c = 0; c < channels.length; c++) {
            Channel channel = channels[c];
            if (channel.individualDelays()) {
                continue;
            }
            Arrays.fill(arriving, 0);
            for (Source source : channel.sources()) {
                int sent = n - source.delay();
                SpikeList list = tape.spikes[source.population()];
                if (sent >= 0 && list.start[sent] < list.start[sent + 1]) {
                    loops.addRows(
                            parameters.weights,
                            channel.weightBase() + source.firstRow() * channel.stride(),
                            channel.stride(),
                            list.neuron,
                            list.start[sent],
                            list.start[sent + 1],
                            arriving,
                            0,
                            channel.stride());
                }
            }
            for (int j = 0; j < memV.length; j++) {
                add(c, j, arriving[j], memI[c][j], syn[c][j]);
            }
        }
    }

    private void add(int c, int j, float weight, float byMem, float bySyn) {
        if (memVariable >= 0) {
            memGradient[j] += weight * byMem;
        }
        if (synVariable[c] >= 0) {
            synGradient[c][j] += weight * bySyn;
        }
    }

    /** Across a spike of neuron j. */
    void reset(int j) {
        if (memVariable >= 0) {
            memGradient[j] += reset * memV[j];
        }
        memV[j] = 0;
    }

    /** Adds what arrives in channels whose synapses have individual delays, once all grid points are passed. */
    void finish(Tape tape) {
        for (int c = 0; c < channels.length; c++) {
            IndividualDelays delays = parameters.delays[channels[c].index()];
            if (delays != null) {
                finish(c, delays, tape.spikes[channels[c].sources()[0].population()]);
            }
        }
    }

    private void finish(int c, IndividualDelays delays, SpikeList list) {
        Channel channel = channels[c];
        int size = memV.length;
        for (int n = 0; n <= layout.steps; n++) {
            for (int k = list.start[n]; k < list.start[n + 1]; k++) {
                int w = channel.weightBase() + list.neuron[k] * channel.stride();
                for (int j = 0; j < size; j++) {
                    int at = Math.min(layout.steps + 1, n + delays.grid[list.neuron[k] * size + j]) * size + j;
                    add(c, j, parameters.weights[w + j], memTrace[c][at], synTrace[c][at]);
                }
            }
        }
    }
}
