package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.Drive;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Outgoing;
import dev.backspike.engine.cpu.InnerLoops.AdjointStep;
import dev.backspike.engine.network.Population;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint equations of one trial, backwards: {@link Forward}'s drawing read from right to left. Over a step the
 * closed form; at grid point n the jumps of its spikes, all of which see the targets' values from after n (a spike's
 * weights are added after its target's own reset). Writes lambda_I of every channel to the sample's trace, at all grid
 * points: that is what {@link Gather} sums; where spikes arrive late also lambda_V - lambda_I, which a spike reads at
 * its arrival.
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

    private final HostLayout layout;
    private final InnerLoops loops;
    private final float[] weights;
    private final Parameters parameters;
    private final LossReadout readout;
    private final DirectReadout direct;
    private final RateRegularisation regularisation;
    /** I - V counts as no less; without a clamp below all. */
    private final float smallestSlope;

    private final float[] s;
    /**
     * Position of lambda_V (before a step: at the later grid point) and the position to which a step writes it, by
     * population.
     */
    private final int[] lambdaV;

    private final int[] lambdaVNext;
    /** The steps of each channel; empty where neurons are stepped one by one. */
    private final AdjointStep[][] steps;
    /** The lambdas of each population whose neurons are stepped one by one; null for others. */
    private final @Nullable IndividualLambdas[] individual;

    /** The channels whose lambda_V - lambda_I is read by spikes later. */
    private final Channel[] kept;

    private final Membrane[] membranes;
    private float[] jump = new float[64];

    Adjoint(
            HostLayout layout,
            InnerLoops loops,
            Parameters parameters,
            LossReadout readout,
            DirectReadout direct,
            RateRegularisation regularisation,
            double smallestSlope) {
        this.layout = layout;
        this.loops = loops;
        this.weights = parameters.weights;
        this.parameters = parameters;
        this.readout = readout;
        this.direct = direct;
        this.regularisation = regularisation;
        this.smallestSlope = smallestSlope > 0 ? (float) smallestSlope : Float.NEGATIVE_INFINITY;
        this.s = Aligned.floats(layout.state);
        this.lambdaV = layout.v.clone();
        this.lambdaVNext = layout.other.clone();
        this.steps =
                Arrays.stream(layout.stepped).map(c -> coefficients(c, readout)).toArray(AdjointStep[][]::new);
        this.individual = layout.network.populations().stream()
                .map(p -> layout.individual[p.index()] ? new IndividualLambdas(layout, parameters, loops, p) : null)
                .toArray(IndividualLambdas[]::new);
        this.kept = Arrays.stream(layout.stepped).filter(Channel::keepsDiff).toArray(Channel[]::new);
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
        if (layout.individual[channel.target().index()]) {
            return new AdjointStep[0];
        }
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

    /** @param trace receives the trial's lambda_I, from {@code base} on, as {@link HostLayout} draws it */
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
            for (Channel channel : kept) {
                keep(n, channel, trace, base);
            }
            for (IndividualLambdas lambdas : individual) {
                if (lambdas != null) {
                    lambdas.arrive(n, tape);
                }
            }
            for (Membrane membrane : membranes) {
                jump(n, membrane, tape, trace, base);
            }
        }
        for (IndividualLambdas lambdas : individual) {
            if (lambdas != null) {
                lambdas.finish(tape);
            }
        }
    }

    private void start(Tape tape, float[] trace, int base) {
        Arrays.fill(s, 0, layout.state, 0);
        tape.clamped = 0;
        direct.start(tape);
        for (IndividualLambdas lambdas : individual) {
            if (lambdas != null) {
                lambdas.start(tape);
            }
        }
        for (Channel channel : layout.stepped) {
            for (int t = 0, tile = base + channel.traceBase(); t < channel.stride(); t += HostLayout.TILE) {
                int width = Math.min(HostLayout.TILE, channel.stride() - t);
                int last = tile + layout.steps * width;
                Arrays.fill(trace, last, last + width, 0);
                tile += channel.tileSpan();
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
            if (individual[p] != null) {
                continue;
            }
            loops.adjointStep(
                    steps[c][n],
                    s,
                    lambdaV[p],
                    lambdaVNext[p],
                    layout.drive[p],
                    channel.i(),
                    channel.stride(),
                    trace,
                    base + channel.traceBase(),
                    channel.tileSpan(),
                    n);
        }
        for (int p = 0; p < individual.length; p++) {
            if (individual[p] != null) {
                individual[p].step(n, s, lambdaV[p], lambdaVNext[p], trace, base);
            }
        }
        for (int p = 0; p < lambdaV.length; p++) {
            int swap = lambdaV[p];
            lambdaV[p] = lambdaVNext[p];
            lambdaVNext[p] = swap;
        }
    }

    /** Keeps lambda_V - lambda_I for spikes that arrive at grid point n and were sent before. */
    private void keep(int n, Channel channel, float[] trace, int base) {
        for (int t = 0, tile = base + channel.diffBase(); t < channel.stride(); t += HostLayout.TILE) {
            int width = Math.min(HostLayout.TILE, channel.stride() - t);
            System.arraycopy(s, channel.i() + t, trace, tile + n * width, width);
            tile += channel.tileSpan();
        }
    }

    private void jump(int n, Membrane m, Tape tape, float[] trace, int base) {
        SpikeList list = tape.spikes[m.population()];
        int from = list.start[n];
        int to = list.start[n + 1];
        if (from == to) {
            return;
        }
        if (jump.length < to - from + HostLayout.LANES) {
            jump = new float[2 * (to - from) + HostLayout.LANES];
        }
        Arrays.fill(jump, 0, to - from, 0);
        for (Outgoing o : m.outgoing()) {
            Channel c = o.channel();
            int rows = c.weightBase() + o.source().firstRow() * c.stride();
            IndividualDelays delays = parameters.delays[c.index()];
            if (delays != null) {
                jumpEachLate(n, c, delays, list, trace, base);
            } else if (o.source().delay() > 0) {
                jumpTogetherLate(n + o.source().delay(), c, rows, list, from, to, trace, base);
            } else {
                loops.dotRows(weights, rows, c.stride(), list.neuron, from, to, s, c.i(), c.stride(), jump);
            }
        }
        direct.jump(n, m.population(), list, from, to, jump);
        if (m.population() == layout.network.readout().index()) {
            for (int k = from; k < to; k++) {
                if (tape.readGrid[list.neuron[k]] == n) {
                    jump[k - from] += (float) tape.timeGradient[list.neuron[k]];
                }
            }
        }
        IndividualLambdas lambdas = individual[m.population()];
        for (int k = from; k < to; k++) {
            int at = lambdaV[m.population()] + list.neuron[k];
            float slope = list.slope[k];
            if (slope < smallestSlope) {
                slope = smallestSlope;
                tape.clamped++;
            }
            if (lambdas != null && lambdas.refractory()) {
                s[at] = (list.release[k] * s[at] + jump[k - from]) / slope;
            } else {
                s[at] += (m.height() * s[at] + jump[k - from]) / slope;
            }
            if (lambdas != null) {
                lambdas.spiked(list.neuron[k], list);
            }
        }
        if (m.pushes().length > 0) {
            for (int k = from; k < to; k++) {
                s[lambdaV[m.population()] + list.neuron[k]] += (float) m.pushes()[list.neuron[k]];
            }
        }
    }

    /** What spikes that arrive together at grid point {@code arrival} find there. */
    private void jumpTogetherLate(
            int arrival, Channel c, int rows, SpikeList list, int from, int to, float[] trace, int base) {
        for (int t = 0, tile = base + c.diffBase(); t < c.stride(); t += HostLayout.TILE) {
            int width = Math.min(HostLayout.TILE, c.stride() - t);
            int x = tile + arrival * width;
            loops.dotRows(weights, rows + t, c.stride(), list.neuron, from, to, trace, x, width, jump);
            tile += c.tileSpan();
        }
    }

    /** What the spikes of grid point n find where each of their synapses lets them arrive. */
    private void jumpEachLate(int n, Channel c, IndividualDelays delays, SpikeList list, float[] trace, int base) {
        int columns = c.target().size();
        int last = layout.steps + 1;
        for (int k = list.start[n]; k < list.start[n + 1]; k++) {
            int w = c.weightBase() + list.neuron[k] * c.stride();
            int d = list.neuron[k] * columns;
            float sum = 0;
            for (int t = 0, tile = base + c.diffBase(); t < columns; t += HostLayout.TILE) {
                int width = Math.min(HostLayout.TILE, c.stride() - t);
                for (int j = t; j < Math.min(columns, t + width); j++) {
                    int row = Math.min(last, n + delays.grid[d + j]);
                    sum += weights[w + j] * trace[tile + row * width + j - t];
                }
                tile += c.tileSpan();
            }
            jump[k - list.start[n]] += sum;
        }
    }
}
