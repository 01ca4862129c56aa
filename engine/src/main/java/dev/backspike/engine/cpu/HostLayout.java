package dev.backspike.engine.cpu;

import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.clock.ClosedForm;
import dev.backspike.engine.clock.Grid;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.plan.Current;
import dev.backspike.engine.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a network's variables in memory. All connections into a population with the same tauSyn share one
 * synaptic current and form a {@link Channel}: their weight matrices are stacked, source after source. A connection
 * whose time constants or delays are individual has a channel of its own.
 *
 * <pre>
 * weights, gradient, moments   LEAD | channel 0: rows of source 0, rows of source 1, ... | channel 1 | ...
 *                                     a row: stride floats, the weights to the target's neurons, then zeros
 * trace of a sample, stepped    channel 0: tile 0 [gridRows][TILE], tile 1, ... | channel 1 | ...
 *                                     gridRows: one per grid point, then those after the trial, which stay zero
 *                               channels read late: the same once more, for lambda_V - lambda_I
 * a thread's state             v[population], other[population], drive[population], i[channel]
 * </pre>
 */
final class HostLayout {

    /** Vectors are padded to a multiple of this: a cache line of floats. */
    static final int LANES = 16;

    /** Columns of a trace that {@link Gather} takes together: with 1000 steps a tile is a quarter of 1 MiB of cache. */
    static final int TILE = 64;

    /**
     * The rows of a connection in a channel: row {@code firstRow + i} belongs to its presynaptic neuron i.
     *
     * @param connection index; {@code population} that of the presynaptic one
     * @param delay of all spikes in steps; 0 where each synapse has its own
     */
    record Source(int connection, int population, int neurons, int firstRow, int delay) {}

    /**
     * A synaptic current of a population.
     *
     * @param weightBase where the first row starts
     * @param traceBase where the first tile of lambda_I starts in a sample's trace
     * @param diffBase likewise of lambda_V - lambda_I; -1 where no spike reads it after its own grid point
     * @param gridRows rows of a tile
     * @param i offset of the current in a thread's state; the adjoint keeps lambda_V - lambda_I there
     * @param shared null where neurons have constants of their own, see {@link Parameters#constants}
     * @param individualDelays whether each synapse has its own; the channel then has a single source
     */
    record Channel(
            int index,
            Population target,
            Source[] sources,
            int rows,
            int stride,
            int weightBase,
            int traceBase,
            int diffBase,
            int gridRows,
            int i,
            @Nullable ClosedForm shared,
            boolean individualDelays) {

        /** @throws NullPointerException where neurons have constants of their own */
        ClosedForm form() {
            return Objects.requireNonNull(shared);
        }

        /** Distance between the tiles of a trace. */
        int tileSpan() {
            return gridRows * TILE;
        }

        boolean keepsDiff() {
            return diffBase >= 0;
        }
    }

    /** A connection, seen from its presynaptic population. */
    record Outgoing(Channel channel, Source source) {}

    final Plan plan;
    final Network network;
    final Grid grid;
    final int steps;
    final Channel[] channels;
    /** The channels that the phases compute step by step. */
    final Channel[] stepped;
    /** The others: into a {@link LinearReadout}. */
    final Channel[] direct;
    /** Channels into a population, by its index. */
    final Channel[][] incoming;
    /** The targets of each population's spikes, by the population's index. */
    final Outgoing[][] outgoing;
    /**
     * Whether the neurons of a population, by its index, are stepped one by one: individual time constants, or
     * refractory.
     */
    final boolean[] individual;
    /** Offsets in a thread's state, by population. */
    final int[] v;

    final int[] other;
    final int[] drive;
    final int weights;
    final int trace;
    final int state;

    HostLayout(Plan plan) {
        this.plan = plan;
        this.network = plan.network();
        this.grid = new Grid(network);
        this.steps = network.steps();
        int populations = network.populations().size();
        v = new int[populations];
        other = new int[populations];
        drive = new int[populations];
        incoming = new Channel[populations][];
        outgoing = new Outgoing[populations][];
        individual = new boolean[populations];
        List<Channel> all = new ArrayList<>();
        long weightEnd = Aligned.LEAD;
        long traceEnd = 0;
        int stateEnd = Aligned.LEAD;
        boolean directly = LinearReadout.serves(plan);
        for (Population target : network.populations()) {
            int stride = padded(target.size());
            v[target.index()] = stateEnd;
            other[target.index()] = stateEnd + stride;
            drive[target.index()] = stateEnd + 2 * stride;
            stateEnd += 3 * stride;
            individual[target.index()] = individual(target);
            List<Channel> into = new ArrayList<>();
            for (Current current : currentsOf(target)) {
                Source[] sources = sources(current);
                int gridRows = Math.addExact(steps + 1, latest(current, sources));
                boolean traced = !directly || !target.equals(network.readout());
                long traceSize = traced ? (long) gridRows * stride : 0;
                boolean keepsDiff = current.sources().stream().anyMatch(source -> grid.readLate(source.connection()));
                int rows = current.rows();
                Channel channel = new Channel(
                        current.index(),
                        target,
                        sources,
                        rows,
                        stride,
                        index(weightEnd),
                        index(traceEnd),
                        keepsDiff ? index(traceEnd + traceSize) : -1,
                        gridRows,
                        stateEnd,
                        individual[target.index()]
                                ? null
                                : ClosedForm.of(
                                        target.tauMem().value(),
                                        current.first().tauSyn().value(),
                                        network.dt()),
                        current.individualDelays());
                all.add(channel);
                into.add(channel);
                weightEnd += (long) rows * stride;
                traceEnd += keepsDiff ? 2 * traceSize : traceSize;
                stateEnd += stride;
            }
            incoming[target.index()] = into.toArray(Channel[]::new);
        }
        weights = index(weightEnd);
        trace = index(traceEnd);
        state = stateEnd;
        channels = all.toArray(Channel[]::new);
        direct = directly ? incoming[network.readout().index()] : new Channel[0];
        stepped = all.stream().filter(c -> !List.of(direct).contains(c)).toArray(Channel[]::new);
        for (int p = 0; p < populations; p++) {
            int from = p;
            outgoing[p] = all.stream()
                    .flatMap(c -> Arrays.stream(c.sources())
                            .filter(s -> s.population() == from)
                            .map(s -> new Outgoing(c, s)))
                    .toArray(Outgoing[]::new);
        }
    }

    /** The channel and rows of a connection. */
    Outgoing of(Connection connection) {
        return Arrays.stream(outgoing[connection.from().index()])
                .filter(o -> o.source().connection() == connection.index())
                .findFirst()
                .orElseThrow();
    }

    static int padded(int size) {
        return Math.addExact(size, LANES - 1) / LANES * LANES;
    }

    private boolean individual(Population target) {
        return plan.individualTaus(target) || grid.refractory(target) > 0;
    }

    private List<Current> currentsOf(Population target) {
        return plan.currents().stream().filter(c -> c.target().equals(target)).toList();
    }

    /** Rows that a trace has beyond the last grid point: one for all that arrive later where each has its own delay. */
    private static int latest(Current current, Source[] sources) {
        return current.individualDelays()
                ? 1
                : Arrays.stream(sources).mapToInt(Source::delay).max().orElseThrow();
    }

    private Source[] sources(Current current) {
        return current.sources().stream()
                .map(s -> new Source(
                        s.connection().index(),
                        s.population().index(),
                        s.population().size(),
                        s.firstRow(),
                        grid.delay(s.connection())))
                .toArray(Source[]::new);
    }

    private static int index(long position) {
        if (position > Integer.MAX_VALUE - 64) {
            throw new UnsupportedNetworkException(
                    "the network is too large for the CPU engine: an array of " + position + " floats");
        }
        return (int) position;
    }
}
