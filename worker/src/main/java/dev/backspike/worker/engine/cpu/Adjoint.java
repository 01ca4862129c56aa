package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.worker.engine.RateRegularisation;
import dev.backspike.worker.engine.cpu.Kernels.AdjointStep;
import dev.backspike.worker.engine.cpu.Layout.Channel;
import dev.backspike.worker.engine.cpu.Layout.Outgoing;
import dev.backspike.worker.network.Population;
import java.util.Arrays;
import java.util.List;

/**
 * The adjoint equations of one trial, backwards: {@link Forward}'s drawing read from right to left. Over a step the
 * closed form; at grid point n the jumps of its spikes, all of which see the targets' values from after n (a spike's
 * weights are added after its target's own reset). Writes lambda_I of every channel to the sample's trace, at all grid
 * points: that is what {@link Gather} sums.
 *
 * <p>Losses enter here without the batch's 1/B, which {@link Gather} applies to the sum. One instance serves one
 * thread.
 */
final class Adjoint {

    /**
     * @param height of a spike, theta - V_r
     * @param outgoing where its spikes go, but for a {@link DirectReadout}
     * @param pushes {@link RateRegularisation#pushes}
     */
    private record Membrane(int population, float height, Outgoing[] outgoing, double[] pushes) {}

    private final Layout layout;
    private final Kernels kernels;
    private final float[] weights;
    private final LossReadout readout;
    private final DirectReadout direct;
    private final RateRegularisation regularisation;
    /** I - V counts as no less; without a clamp below all. */
    private final float smallestSlope;

    private final float[] s;
    /** Where lambda_V is (before a step: at the later grid point) and where a step writes it, by population. */
    private final int[] lambdaV;

    private final int[] lambdaVNext;
    private final AdjointStep[][] steps;
    private final Membrane[] membranes;
    private float[] jump = new float[64];

    Adjoint(
            Layout layout,
            Kernels kernels,
            float[] weights,
            LossReadout readout,
            DirectReadout direct,
            RateRegularisation regularisation,
            double smallestSlope) {
        this.layout = layout;
        this.kernels = kernels;
        this.weights = weights;
        this.readout = readout;
        this.direct = direct;
        this.regularisation = regularisation;
        this.smallestSlope = smallestSlope > 0 ? (float) smallestSlope : Float.NEGATIVE_INFINITY;
        this.s = Aligned.floats(layout.state);
        this.lambdaV = layout.v.clone();
        this.lambdaVNext = layout.other.clone();
        this.steps =
                Arrays.stream(layout.stepped).map(c -> coefficients(c, readout)).toArray(AdjointStep[][]::new);
        this.membranes = layout.network.populations().stream()
                .filter(Population::spiking)
                .map(this::membrane)
                .toArray(Membrane[]::new);
    }

    private Membrane membrane(Population population) {
        NeuronSpec.Lif lif = (NeuronSpec.Lif) population.neuron();
        Outgoing[] outgoing = Arrays.stream(layout.outgoing[population.index()])
                .filter(o -> List.of(layout.stepped).contains(o.channel()))
                .toArray(Outgoing[]::new);
        return new Membrane(
                population.index(),
                (float) (lif.vThresh() - lif.vReset()),
                outgoing,
                regularisation.pushes(population.index()));
    }

    private AdjointStep[] coefficients(Channel channel, LossReadout readout) {
        ClosedForm form = channel.form();
        AdjointStep[] each = new AdjointStep[layout.steps];
        if (channel.target().index() != layout.network.readout().index()) {
            Arrays.fill(each, new AdjointStep((float) form.a(), (float) form.b(), (float) form.g(), 0, 0));
            return each;
        }
        Drive drive = readout.drive(channel);
        Arrays.setAll(
                each,
                n -> new AdjointStep((float) form.a(), (float) form.b(), (float) form.g(), drive.v()[n], drive.i()[n]));
        return each;
    }

    /** @param trace receives the trial's lambda_I, from {@code base} on, as {@link Layout} draws it */
    void run(Tape tape, float[] trace, int base) {
        for (SpikeList list : tape.spikes) {
            list.sortByNeuron();
        }
        start(tape, trace, base);
        for (int n = layout.steps; n >= 0; n--) {
            if (n < layout.steps) {
                step(n, trace, base);
            }
            readout.jump(n, tape, s, lambdaV[layout.network.readout().index()]);
            for (Membrane membrane : membranes) {
                jump(n, membrane, tape);
            }
        }
    }

    private void start(Tape tape, float[] trace, int base) {
        Arrays.fill(s, 0, layout.state, 0);
        tape.clamped = 0;
        direct.start(tape);
        for (Channel channel : layout.stepped) {
            for (int t = 0, tile = base + channel.traceBase(); t < channel.stride(); t += Layout.TILE) {
                int width = Math.min(Layout.TILE, channel.stride() - t);
                int last = tile + layout.steps * width;
                Arrays.fill(trace, last, last + width, 0);
                tile += layout.tileSpan();
            }
        }
        int drive = layout.drive[layout.network.readout().index()];
        for (int k = 0; k < tape.voltageGradient.length; k++) {
            s[drive + k] = (float) (-tape.voltageGradient[k] / layout.network.duration());
        }
    }

    private void step(int n, float[] trace, int base) {
        for (int c = 0; c < layout.stepped.length; c++) {
            Channel channel = layout.stepped[c];
            int p = channel.target().index();
            kernels.adjointStep(
                    steps[c][n],
                    s,
                    lambdaV[p],
                    lambdaVNext[p],
                    layout.drive[p],
                    channel.i(),
                    channel.stride(),
                    trace,
                    base + channel.traceBase(),
                    layout.tileSpan(),
                    n);
        }
        for (int p = 0; p < lambdaV.length; p++) {
            int swap = lambdaV[p];
            lambdaV[p] = lambdaVNext[p];
            lambdaVNext[p] = swap;
        }
    }

    private void jump(int n, Membrane m, Tape tape) {
        SpikeList list = tape.spikes[m.population()];
        int from = list.start[n];
        int to = list.start[n + 1];
        if (from == to) {
            return;
        }
        if (jump.length < to - from + Layout.LANES) {
            jump = new float[2 * (to - from) + Layout.LANES];
        }
        Arrays.fill(jump, 0, to - from, 0);
        for (Outgoing o : m.outgoing()) {
            Channel c = o.channel();
            int rows = c.weightBase() + o.firstRow() * c.stride();
            kernels.dotRows(weights, rows, c.stride(), list.neuron, from, to, s, c.i(), c.stride(), jump);
        }
        direct.jump(n, m.population(), list, from, to, jump);
        if (m.population() == layout.network.readout().index()) {
            for (int k = from; k < to; k++) {
                if (tape.readGrid[list.neuron[k]] == n) {
                    jump[k - from] += (float) tape.timeGradient[list.neuron[k]];
                }
            }
        }
        for (int k = from; k < to; k++) {
            int at = lambdaV[m.population()] + list.neuron[k];
            float slope = list.slope[k];
            if (slope < smallestSlope) {
                slope = smallestSlope;
                tape.clamped++;
            }
            s[at] += (m.height() * s[at] + jump[k - from]) / slope;
        }
        if (m.pushes().length > 0) {
            for (int k = from; k < to; k++) {
                s[lambdaV[m.population()] + list.neuron[k]] += (float) m.pushes()[list.neuron[k]];
            }
        }
    }
}
