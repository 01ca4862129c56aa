package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.cpu.Layout.Channel;
import dev.backspike.worker.engine.cpu.Layout.Source;
import dev.backspike.worker.network.Network;
import java.util.Arrays;

/**
 * A readout of leaky integrators whose averaged voltages are all that the loss reads. It is linear in its weights and
 * spikes, and its adjoint starts from one number per neuron, so it needs neither steps nor a trace: with r[n] what a
 * unit of current at grid point n adds to an averaged voltage, and q[n] the lambda_V - lambda_I that a unit of drive
 * leaves there,
 *
 * <pre>
 * forward    c_i = sum of r[n] over the spikes of i        x_j = sum over i of w_ij c_i
 * adjoint    a spike of i at n jumps by q[n] sum over j of w_ij D_j         D_j = -dl/dx_j / T
 * gather     dl/dw_ij = c_i dl/dx_j
 * </pre>
 *
 * <p>The numbers are those of the steps that {@link Forward} and {@link Adjoint} would take, in another order of
 * additions. One instance serves one thread, {@link #gradient} excepted.
 */
final class DirectReadout {

    /** Rows of the gradient that a thread takes at a time. */
    private static final int CHUNK = 64;

    private final Layout layout;
    private final Kernels kernels;
    private final float[] weights;
    private final Channel[] channels;
    /** r and q of each channel, {@code [steps + 1]}. */
    private final float[][] r;

    private final float[][] q;
    /** D, padded. */
    private final float[] drive;
    /** Of each channel: sum over j of w_ij D_j, by row. */
    private final float[][] push;

    private final int[] rows;

    DirectReadout(Layout layout, Kernels kernels, float[] weights, LossReadout readout) {
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        channels = layout.direct;
        r = new float[channels.length][layout.steps + 1];
        q = new float[channels.length][layout.steps + 1];
        push = new float[channels.length][];
        int most = 0;
        for (int c = 0; c < channels.length; c++) {
            tabulate(channels[c].form(), readout.drive(channels[0]), readout.drive(channels[c]), r[c], q[c]);
            push[c] = new float[channels[c].rows() + Layout.LANES];
            most = Math.max(most, channels[c].rows());
        }
        drive = new float[Layout.padded(layout.network.readout().size())];
        rows = new int[most];
        Arrays.setAll(rows, i -> i);
    }

    /**
     * Whether the loss reads nothing of the readout but averaged voltages, and its neurons share their constants and
     * hear spikes without delay.
     */
    static boolean serves(Network network, LossSpec loss) {
        return loss instanceof LossSpec.SumVoltage
                && network.readout().neuron() instanceof NeuronSpec.Li li
                && !li.tauMem().individual()
                && network.connections().stream()
                        .filter(c -> c.to().equals(network.readout()))
                        .allMatch(c -> !c.tauSyn().individual() && isZero(c.delay()));
    }

    private static boolean isZero(ParameterSpec delay) {
        return !delay.individual() && delay.value() == 0;
    }

    /** Backwards: both are adjoints, r to the loss's integral, q to its drive. */
    private static void tabulate(ClosedForm form, Drive voltage, Drive current, float[] r, float[] q) {
        int steps = r.length - 1;
        double duration = steps * form.h();
        double ofV = 0;
        double ofI = 0;
        double lambdaV = 0;
        double lambdaI = 0;
        for (int n = steps - 1; n >= 0; n--) {
            ofI = form.tauSyn() * current.i()[n] / duration + form.kappa() * ofV + form.b() * ofI;
            ofV = form.tauMem() * voltage.v()[n] / duration + form.a() * ofV;
            lambdaI = form.b() * lambdaI + form.g() * lambdaV + current.i()[n];
            lambdaV = form.a() * lambdaV + current.v()[n];
            r[n] = (float) ofI;
            q[n] = (float) (lambdaV - lambdaI);
        }
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
                    float each = r[c][n];
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
                        jump[k - from] += q[c][n] * push[c][source.firstRow() + list.neuron[k]];
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
