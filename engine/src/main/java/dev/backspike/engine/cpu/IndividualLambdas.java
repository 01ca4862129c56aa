package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.network.Population;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint equations of a population whose neurons are stepped one by one: {@link IndividualMembranes} backwards.
 * While a neuron is refractory nothing depends on V: lambda_I only decays, arrivals see lambda_V = 0, and lambda_V
 * keeps the value that it had when V was released, until the spike is crossed. One instance serves one thread.
 */
final class IndividualLambdas {

    private final Channel[] channels;
    private final IndividualConstants[] constants;
    private final int population;
    private final int size;
    private final int refractory;
    private final int drive;
    /** {@code [neuron]}: grid point of the release after the last spike that is still to be crossed; 0 without one. */
    private final int[] release;
    /** {@code [neuron]}: which of its spikes that is, in the order of {@link SpikeList#byNeuron}. */
    private final int[] uncrossed;

    private final @Nullable TauTraces tauTraces;

    IndividualLambdas(HostLayout layout, Parameters parameters, InnerLoops loops, Population population) {
        channels = layout.incoming[population.index()];
        constants = IndividualMembranes.constants(channels, parameters);
        this.population = population.index();
        size = population.size();
        refractory = layout.grid.refractory(population);
        drive = layout.drive[population.index()];
        release = new int[size];
        uncrossed = new int[size];
        double reset = population.neuron() instanceof NeuronSpec.Lif lif ? lif.vReset() : 0;
        tauTraces = TauTraces.needed(parameters, population, channels)
                ? new TauTraces(layout, parameters, loops, population, (float) reset)
                : null;
    }

    boolean refractory() {
        return refractory > 0;
    }

    /** @param tape with its spikes sorted by neuron */
    void start(Tape tape) {
        Arrays.fill(release, 0);
        if (refractory > 0) {
            SpikeList list = tape.spikes[population];
            for (int j = 0; j < size; j++) {
                uncrossed[j] = list.byNeuron[j + 1];
                nextRelease(j, list);
            }
        }
        if (tauTraces != null) {
            tauTraces.start(tape);
        }
    }

    private void nextRelease(int j, SpikeList list) {
        uncrossed[j]--;
        release[j] = uncrossed[j] < list.byNeuron[j] ? 0 : list.grid[uncrossed[j]] + refractory;
    }

    /** One step, from grid point n + 1 to n, like {@link InnerLoops#adjointStep}, for all channels. */
    void step(int n, float[] s, int lv, int lvNew, float[] trace, int base) {
        for (int t = 0; t < size; t += HostLayout.TILE) {
            int columns = Math.min(HostLayout.TILE, size - t);
            for (int c = 0; c < channels.length; c++) {
                Channel channel = channels[c];
                int width = Math.min(HostLayout.TILE, channel.stride() - t);
                int row = base + channel.traceBase() + t / HostLayout.TILE * channel.tileSpan() + n * width;
                step(n, c, t, columns, s, lv, lvNew, trace, row, row + width);
            }
        }
        if (tauTraces != null) {
            tauTraces.moveVoltages(n, s, lv, release);
        }
    }

    private void step(
            int n, int c, int from, int columns, float[] s, int lv, int lvNew, float[] trace, int row, int later) {
        IndividualConstants individual = constants[c];
        int diff = channels[c].i();
        for (int k = 0; k < columns; k++) {
            int j = from + k;
            float lambdaV = s[lv + j];
            float lambdaI = trace[later + k];
            if (tauTraces != null) {
                tauTraces.moveCurrent(n, c, j, lambdaV, lambdaI, s[drive + j], n < release[j]);
            }
            float li = individual.b[j] * lambdaI;
            float next = lambdaV;
            float seen = 0;
            if (n >= release[j]) {
                li += individual.g[j] * lambdaV;
                next = individual.a[j] * lambdaV;
                if (individual.drive != null) {
                    li += individual.drive.i[n * size + j] / individual.tauSyn[j] * s[drive + j];
                    next += individual.drive.v[n * size + j] / individual.tauMem[j] * s[drive + j];
                }
                seen = next;
            }
            trace[row + k] = li;
            s[lvNew + j] = next;
            s[diff + j] = seen - li;
        }
    }

    /** What arrives at grid point n, before its spikes are crossed. */
    void arrive(int n, Tape tape) {
        if (tauTraces != null) {
            tauTraces.arrive(n, tape);
        }
    }

    /** Across a spike of neuron j. */
    void spiked(int j, SpikeList list) {
        if (tauTraces != null) {
            tauTraces.reset(j);
        }
        if (refractory > 0) {
            nextRelease(j, list);
        }
    }

    /** After grid point 0. */
    void finish(Tape tape) {
        if (tauTraces != null) {
            tauTraces.finish(tape);
        }
    }
}
