package dev.backspike.engine.cpu;

import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Source;
import java.util.Arrays;

/**
 * The currents of a {@link LinearReadout}: how each phase computes them. The numbers are those of the steps that
 * {@link Forward} and {@link Adjoint} would take, in another order of additions. The gradient {@link Gather} adds up.
 * One instance serves one thread.
 */
final class DirectReadout {

    private final HostLayout layout;
    private final InnerLoops loops;
    private final float[] weights;
    private final Channel[] channels;
    /** The table of each channel. */
    private final LinearReadout[] tables;
    /** D, padded. */
    private final float[] drive;
    /** For each channel, the sum over j of w_ij D_j, by row. */
    private final float[][] push;

    private final int[] rows;

    DirectReadout(HostLayout layout, InnerLoops loops, float[] weights, LinearReadout[] tables) {
        this.layout = layout;
        this.loops = loops;
        this.weights = weights;
        channels = layout.direct;
        this.tables = tables;
        push = new float[channels.length][];
        int most = 0;
        for (int c = 0; c < channels.length; c++) {
            push[c] = new float[channels[c].rows() + HostLayout.LANES];
            most = Math.max(most, channels[c].rows());
        }
        drive = new float[HostLayout.padded(layout.network.readout().size())];
        rows = new int[most];
        Arrays.setAll(rows, i -> i);
    }

    /** Writes the averaged voltages to {@code s} from {@code x} on, and the c of each row to the tape. */
    void average(Tape tape, float[] s, int x) {
        for (int c = 0; c < channels.length; c++) {
            Channel channel = channels[c];
            float[] sums = tape.direct[c];
            Arrays.fill(sums, 0);
            for (Source source : channel.sources()) {
                SpikeList list = tape.spikes[source.population()];
                for (int n = 0; n < layout.steps; n++) {
                    float each = tables[c].r()[n];
                    for (int k = list.start[n]; k < list.start[n + 1]; k++) {
                        sums[source.firstRow() + list.neuron[k]] += each;
                    }
                }
            }
            for (int row = 0; row < channel.rows(); row++) {
                int w = channel.weightBase() + row * channel.stride();
                for (int j = 0; j < tape.voltageGradient.length; j++) {
                    s[x + j] += sums[row] * weights[w + j];
                }
            }
        }
    }

    /** Prepares a trial; call it before {@link #jump}. */
    void start(Tape tape) {
        for (int k = 0; k < tape.voltageGradient.length; k++) {
            drive[k] = (float) (-tape.voltageGradient[k] / layout.network.duration());
        }
        for (int c = 0; c < channels.length; c++) {
            Channel channel = channels[c];
            Arrays.fill(push[c], 0);
            loops.dotRows(
                    weights,
                    channel.weightBase(),
                    channel.stride(),
                    rows,
                    0,
                    channel.rows(),
                    drive,
                    0,
                    channel.stride(),
                    push[c]);
        }
    }

    /** Adds to the jumps of a population's spikes [from, to), which are at grid point n. */
    void jump(int n, int population, SpikeList list, int from, int to, float[] jump) {
        for (int c = 0; c < channels.length; c++) {
            for (Source source : channels[c].sources()) {
                if (source.population() == population) {
                    for (int k = from; k < to; k++) {
                        jump[k - from] += tables[c].q()[n] * push[c][source.firstRow() + list.neuron[k]];
                    }
                }
            }
        }
    }
}
