package dev.backspike.engine.cpu;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.cpu.Layout.Channel;
import dev.backspike.engine.cpu.Layout.Source;
import java.util.Arrays;

/**
 * The currents of a {@link LinearReadout}: what the phases do about them. The numbers are those of the steps that
 * {@link Forward} and {@link Adjoint} would take, in another order of additions. One instance serves one thread,
 * {@link #gradient} excepted.
 */
final class DirectReadout {

    /** Rows of the gradient that a thread takes at a time. */
    private static final int CHUNK = 64;

    private final Layout layout;
    private final Kernels kernels;
    private final float[] weights;
    private final Channel[] channels;
    /** By channel. */
    private final LinearReadout[] tables;
    /** D, padded. */
    private final float[] drive;
    /** Of each channel: sum over j of w_ij D_j, by row. */
    private final float[][] push;

    private final int[] rows;

    DirectReadout(Layout layout, Kernels kernels, float[] weights, LinearReadout[] tables) {
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        channels = layout.direct;
        this.tables = tables;
        push = new float[channels.length][];
        int most = 0;
        for (int c = 0; c < channels.length; c++) {
            push[c] = new float[channels[c].rows() + Layout.LANES];
            most = Math.max(most, channels[c].rows());
        }
        drive = new float[Layout.padded(layout.network.readout().size())];
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

    /** To be called before {@link #jump}. */
    void start(Tape tape) {
        for (int k = 0; k < tape.voltageGradient.length; k++) {
            drive[k] = (float) (-tape.voltageGradient[k] / layout.network.duration());
        }
        for (int c = 0; c < channels.length; c++) {
            Channel channel = channels[c];
            Arrays.fill(push[c], 0);
            kernels.dotRows(
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

    /** The gradient of the mean loss of a batch, its trials in order. */
    static void gradient(Layout layout, Parallel parallel, Tape[] tapes, int batch, float[] gradient) {
        for (int c = 0; c < layout.direct.length; c++) {
            int of = c;
            Channel channel = layout.direct[c];
            parallel.forEach((channel.rows() + CHUNK - 1) / CHUNK, (chunk, _) -> {
                int to = Math.min(channel.rows(), (chunk + 1) * CHUNK);
                for (int row = chunk * CHUNK; row < to; row++) {
                    gradient(channel, of, row, tapes, batch, gradient);
                }
            });
        }
    }

    private static void gradient(Channel channel, int c, int row, Tape[] tapes, int batch, float[] gradient) {
        int out = channel.weightBase() + row * channel.stride();
        Arrays.fill(gradient, out, out + channel.stride(), 0);
        for (int k = 0; k < batch; k++) {
            float sum = tapes[k].direct[c][row] / batch;
            double[] byVoltage = tapes[k].voltageGradient;
            for (int j = 0; j < byVoltage.length; j++) {
                gradient[out + j] += sum * (float) byVoltage[j];
            }
        }
    }
}
