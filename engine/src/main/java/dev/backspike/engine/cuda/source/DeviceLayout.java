package dev.backspike.engine.cuda.source;

import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.Grid;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Current;
import dev.backspike.engine.plan.Plan;
import dev.backspike.engine.plan.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The positions of a network's variables in the device's memory. Connections are grouped into {@link Channel}s as by
 * the CPU engine, and in its order, since spikes depend on the order in which weights are added: those into a
 * population with the same tauSyn share one synaptic current, and their weight matrices are stacked; a connection whose
 * time constants or delays are individual has a channel of its own.
 *
 * <pre>
 * values             weights | learnt delays | learnt tauSyn | learnt tauMem | those that stay as they are
 * gradient, moments  the same up to the last learnt one
 *   weights          channel 0: rows of source 0, rows of source 1, ... | channel 1 | ...
 *                    a row: stride floats, the weights to the target's neurons, then zeros
 *   delays           likewise, of one channel
 * trace of a trial   stepped channel 0: lambda_I [gridRows][stride], then lambda_V - lambda_I and derivatives by time
 *                    constants where something reads them later | stepped channel 1 | ...
 * </pre>
 */
public final class DeviceLayout {

    /** Rows are padded to a multiple of this: a line of 128 bytes, which a warp reads at once. */
    public static final int LINE = 32;

    /** Constants that {@code parameters.cu} derives for each neuron of a channel, {@code [constant][stride]}. */
    public static final int CONSTANTS = 10;

    public final Plan plan;
    public final Network network;
    public final Grid grid;
    public final int steps;
    public final List<Channel> channels = new ArrayList<>();
    /** Populations that emit spikes of their own. */
    public final List<Population> lifs;
    /** The total number of neurons of {@link #lifs}. */
    public final int lifNeurons;
    /** Floats in all rows of weights. */
    public final int weights;
    /** The positions of the parameters. */
    public final Slices slices;
    /** Floats in a trial's trace. */
    public final int trace;
    /** Delays of synapses that have their own. */
    public final int grids;
    /** Floats of constants. */
    public final int constants;
    /** Whether the voltages of the readout are averaged step by step. */
    public final boolean averages;

    public DeviceLayout(Plan plan) {
        this.plan = plan;
        network = plan.network();
        grid = new Grid(network);
        steps = network.steps();
        lifs = network.populations().stream().filter(Population::spiking).toList();
        lifNeurons = lifs.stream().mapToInt(Population::size).sum();
        boolean directly = LinearReadout.serves(plan);
        averages = !directly && plan.entry().averages();
        Space weightSpace = new Space();
        Space traceSpace = new Space();
        Space gridSpace = new Space();
        Space constantSpace = new Space();
        for (Current current : plan.currents()) {
            Population target = current.target();
            Connection first = current.first();
            int stride = padded(target.size());
            boolean direct = directly && target.equals(network.readout());
            boolean late = current.individualDelays();
            boolean rowOfZeros = late || current.sources().stream().anyMatch(s -> grid.delay(s.connection()) > 0);
            int gridRows = Math.addExact(steps, rowOfZeros ? 2 : 1);
            long traced = direct ? 0 : (long) gridRows * stride;
            long weighted = (long) current.rows() * stride;
            boolean individual = plan.individualTaus(target);
            channels.add(new Channel(
                    current,
                    stride,
                    direct,
                    weightSpace.take(weighted),
                    traceSpace.take(traced),
                    current.sources().stream().anyMatch(s -> grid.readLate(s.connection()))
                            ? traceSpace.take(traced)
                            : -1,
                    late && plan.learnsTauMem(target) ? traceSpace.take(traced) : -1,
                    late && plan.learnsTauSyn(current) ? traceSpace.take(traced) : -1,
                    gridRows,
                    late ? gridSpace.take(weighted) : -1,
                    individual ? constantSpace.take((long) CONSTANTS * stride) : -1,
                    individual
                            ? null
                            : ClosedForm.of(
                                    target.tauMem().value(), first.tauSyn().value(), network.dt())));
        }
        weights = weightSpace.end();
        trace = traceSpace.end();
        grids = gridSpace.end();
        constants = constantSpace.end();
        slices = Slices.of(plan.parameters(), channels, weights);
    }

    /** Channels into a population that the phases take step by step. */
    public List<Channel> stepped(Population target) {
        return channels.stream()
                .filter(c -> !c.direct() && c.target().equals(target))
                .toList();
    }

    public List<Channel> direct() {
        return channels.stream().filter(Channel::direct).toList();
    }

    /** Presynaptic neurons of direct channels. */
    public int directRows() {
        return direct().stream().mapToInt(Channel::rows).sum();
    }

    /**
     * Floats that say how a step's state enters averaged voltages, and how derivatives of that by time constants do.
     */
    public int drives() {
        if (!averages) {
            return 0;
        }
        int currents = stepped(network.readout()).size();
        long each = plan.individualTaus(network.readout())
                ? (long) steps * padded(network.readout().size()) * (2 + 3L * currents)
                : steps * (1L + currents);
        return Space.index(each);
    }

    /** The index of a population's first neuron among the neurons of all spiking populations. */
    public int neuronBase(Population lif) {
        return lifs.stream()
                .takeWhile(p -> !p.equals(lif))
                .mapToInt(Population::size)
                .sum();
    }

    public boolean anyRefractory() {
        return lifs.stream().anyMatch(p -> grid.refractory(p) > 0);
    }

    /** Grid points for which weights can be on their way in a channel whose synapses have delays of their own. */
    public int span(Channel c) {
        Slice delays =
                Objects.requireNonNull(slices.of(Kind.DELAY, c.current().first().index()));
        return Math.min(steps, grid.nearest(delays.parameter().max())) + 1;
    }

    public static int padded(int size) {
        return Math.addExact(size, LINE - 1) / LINE * LINE;
    }
}
