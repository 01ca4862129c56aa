package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.cpu.HostLayout.Channel;
import dev.backspike.engine.cpu.HostLayout.Source;
import dev.backspike.engine.cpu.InnerLoops.Membrane;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Population;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state equations of one trial, forwards. Order of operations: at grid point n (time n dt) everything that happens
 * there, then the exact solution over a step.
 *
 * <pre>
 *      grid point n                                   step                grid point n + 1
 *   1. V >= theta?  spike, V := vReset      V(n+1) = a V(n) + kappa I(n)   1. V >= theta? ...
 *      all populations decide first         I(n+1) = b I(n)                2. ...
 *   2. I += weights of all spikes of n - d  refractory: V stays at vReset
 *      (d: delay in steps): inputs and
 *      neurons alike
 *   -----------o----------------------------------------------------------------o-----------&gt; t
 * </pre>
 *
 * <p>A spike's time is that of its grid point, and without a delay it arrives there: no population sees it later than
 * another. Delays are rounded to the nearest number of steps; those that are learnt keep their value beside it. Input
 * spikes go to the nearest grid point; those after the last are ignored. Between grid points the network is solved
 * exactly, so that dt only decides where spikes may lie.
 *
 * <h2>I - V at a grid spike</h2>
 *
 * The adjoint divides by I - V just before a spike, and the crossing lies somewhere in the step. Recorded is I at the
 * start of the step minus V at its end: never zero or negative, since V would not have risen then. At the steps that
 * one trains with, its gradients are as near to the exact ones as those of the slope at the crossing, and their errors
 * have the lighter tail; docs/performance.md compares the estimates.
 *
 * <p>One instance serves one thread.
 */
final class Forward {

    private static final int STEPS_BETWEEN_LOOKS = 1 << 10;

    private final HostLayout layout;
    private final InnerLoops loops;
    private final float[] weights;
    private final LossReadout readout;
    private final DirectReadout direct;
    private final BooleanSupplier stop;
    private final float[] s;
    /**
     * The membrane of each population; null for the input, for populations that take no steps and for those in
     * {@link #individual}.
     */
    private final @Nullable Membrane[] membranes;
    /** The membranes of each population whose neurons are stepped one by one; null for others. */
    private final @Nullable IndividualMembranes[] individual;
    /** The late arrivals of each channel; null where all spikes of a source share a delay. */
    private final @Nullable LateArrivals[] late;

    private final SpikeTrain train = new SpikeTrain();

    Forward(
            HostLayout layout,
            InnerLoops loops,
            Parameters parameters,
            LossReadout readout,
            DirectReadout direct,
            BooleanSupplier stop) {
        this.layout = layout;
        this.loops = loops;
        this.weights = parameters.weights;
        this.readout = readout;
        this.direct = direct;
        this.stop = stop;
        this.s = Aligned.floats(layout.state);
        this.membranes =
                layout.network.populations().stream().map(this::membrane).toArray(Membrane[]::new);
        this.individual = layout.network.populations().stream()
                .map(p -> layout.individual[p.index()] ? new IndividualMembranes(layout, parameters, p) : null)
                .toArray(IndividualMembranes[]::new);
        this.late = new LateArrivals[layout.channels.length];
        for (Channel channel : layout.channels) {
            IndividualDelays delays = parameters.delays[channel.index()];
            late[channel.index()] = delays == null ? null : new LateArrivals(channel, delays, weights);
        }
    }

    private @Nullable Membrane membrane(Population population) {
        Channel[] currents = layout.incoming[population.index()];
        if (currents.length == 0
                || layout.individual[population.index()]
                || List.of(layout.direct).contains(currents[0])) {
            return null;
        }
        float[] kappa = new float[currents.length];
        float[] b = new float[currents.length];
        for (int c = 0; c < currents.length; c++) {
            kappa[c] = (float) currents[c].form().kappa();
            b[c] = (float) currents[c].form().b();
        }
        float theta = Float.POSITIVE_INFINITY;
        float reset = 0;
        if (population.neuron() instanceof NeuronSpec.Lif lif) {
            theta = (float) lif.vThresh();
            reset = (float) lif.vReset();
        }
        return new Membrane(
                layout.v[population.index()],
                HostLayout.padded(population.size()),
                (float) currents[0].form().a(),
                theta,
                reset,
                Arrays.stream(currents).mapToInt(Channel::i).toArray(),
                kappa,
                b);
    }

    void run(Dataset data, int sample, Tape tape) {
        data.read(sample, train);
        toGrid(train, tape.spikes[layout.network.input().index()]);
        Arrays.fill(s, 0, layout.state, 0);
        for (int p = 0; p < membranes.length; p++) {
            if (membranes[p] != null || individual[p] != null) {
                tape.spikes[p].start[0] = 0;
                tape.spikes[p].start[1] = 0;
            }
            if (individual[p] != null) {
                individual[p].start();
            }
        }
        for (LateArrivals arrivals : late) {
            if (arrivals != null) {
                arrivals.start(layout.steps);
            }
        }
        int label = data.label(sample);
        readout.start(tape);
        for (int n = 0; n < layout.steps; n++) {
            if (n % STEPS_BETWEEN_LOOKS == STEPS_BETWEEN_LOOKS - 1 && stop.getAsBoolean()) {
                throw new StoppedException();
            }
            for (Channel channel : layout.stepped) {
                inject(n, channel, tape);
            }
            if (layout.direct.length == 0) {
                readout.accumulate(loops, s, n);
            }
            for (int p = 0; p < membranes.length; p++) {
                if (membranes[p] != null) {
                    advance(n, membranes[p], tape.spikes[p]);
                } else if (individual[p] != null) {
                    advance(n, individual[p], tape.spikes[p]);
                }
            }
            readout.look(s, n + 1, label, tape);
        }
        direct.average(tape, s, layout.drive[layout.network.readout().index()]);
        readout.evaluate(s, label, tape);
    }

    private void toGrid(SpikeTrain train, SpikeList list) {
        list.reserve(0, train.count);
        double dt = layout.network.dt();
        int count = 0;
        int filled = 0;
        for (int k = 0; k < train.count; k++) {
            int grid = (int) Math.floor(train.times[k] / dt + 0.5);
            if (grid > layout.steps) {
                break;
            }
            if (grid < Math.max(0, filled - 1)) {
                throw new IllegalArgumentException("spike " + k + " of the sample, at " + train.times[k]
                        + " ms, is before the trial's start or before the spike that precedes it");
            }
            while (filled <= grid) {
                list.start[filled++] = count;
            }
            list.neuron[count++] = train.units[k];
        }
        Arrays.fill(list.start, filled, list.start.length, count);
    }

    private void advance(int n, Membrane membrane, SpikeList list) {
        int from = list.start[n + 1];
        list.reserve(from, membrane.n() + HostLayout.LANES);
        list.start[n + 2] = loops.advance(membrane, s, list.neuron, list.slope, from);
    }

    private void advance(int n, IndividualMembranes membranes, SpikeList list) {
        int from = list.start[n + 1];
        list.reserve(from, membranes.size());
        list.start[n + 2] = membranes.advance(n, s, list, from);
    }

    private void inject(int n, Channel channel, Tape tape) {
        LateArrivals arrivals = late[channel.index()];
        if (arrivals != null) {
            arrivals.step(n, tape.spikes[channel.sources()[0].population()], s);
            return;
        }
        for (Source source : channel.sources()) {
            int sent = n - source.delay();
            if (sent < 0) {
                continue;
            }
            SpikeList list = tape.spikes[source.population()];
            int from = list.start[sent];
            int to = list.start[sent + 1];
            if (from < to) {
                int rows = channel.weightBase() + source.firstRow() * channel.stride();
                loops.addRows(weights, rows, channel.stride(), list.neuron, from, to, s, channel.i(), channel.stride());
            }
        }
    }
}
