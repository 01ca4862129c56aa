package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything of a network lies in memory. All connections into a population with the same tauSyn share one
 * synaptic current and form a {@link Channel}: their weight matrices are stacked, source after source.
 *
 * <pre>
 * weights, gradient, moments   LEAD | channel 0: rows of source 0, rows of source 1, ... | channel 1 | ...
 *                                     a row: stride floats, the weights to the target's neurons, then zeros
 * trace of a sample, stepped    channel 0: tile 0 [steps + 1][TILE], tile 1, ... | channel 1 | ...
 * a thread's state             v[population], other[population], drive[population], i[channel]
 * </pre>
 */
final class Layout {

    /** Vectors are padded to a multiple of this: a cache line of floats. */
    static final int LANES = 16;

    /** Columns of a trace that {@link Gather} takes together: with 1000 steps a tile is a quarter of 1 MiB of cache. */
    static final int TILE = 64;

    /**
     * The rows of a presynaptic population in a channel: row {@code firstRow + i} belongs to its neuron i.
     *
     * @param population index
     */
    record Source(int population, int neurons, int firstRow) {}

    /**
     * A synaptic current of a population.
     *
     * @param weightBase where the first row starts
     * @param traceBase where the first tile of lambda_I starts in a sample's trace
     * @param i offset of the current in a thread's state; the adjoint keeps lambda_V - lambda_I there
     */
    record Channel(
            int index,
            Population target,
            Source[] sources,
            int rows,
            int stride,
            int weightBase,
            int traceBase,
            int i,
            ClosedForm form) {}

    /** A channel that spikes of a population go to, with the first row of that population. */
    record Outgoing(Channel channel, int firstRow) {}

    final Network network;
    final int steps;
    final Channel[] channels;
    /** Those that the phases take step by step. */
    final Channel[] stepped;
    /** The others: into a {@link DirectReadout}. */
    final Channel[] direct;
    /** Channels into a population, by its index. */
    final Channel[][] incoming;
    /** Where a population's spikes go, by its index. */
    final Outgoing[][] outgoing;
    /** Offsets in a thread's state, by population. */
    final int[] v;

    final int[] other;
    final int[] drive;
    final int weights;
    final int trace;
    final int state;

    Layout(Network network, LossSpec loss) {
        this.network = network;
        this.steps = network.steps();
        int populations = network.populations().size();
        v = new int[populations];
        other = new int[populations];
        drive = new int[populations];
        incoming = new Channel[populations][];
        outgoing = new Outgoing[populations][];
        List<Channel> all = new ArrayList<>();
        long weightEnd = Aligned.LEAD;
        long traceEnd = 0;
        int stateEnd = Aligned.LEAD;
        boolean directly = DirectReadout.serves(network, loss);
        for (Population target : network.populations()) {
            int stride = padded(target.size());
            v[target.index()] = stateEnd;
            other[target.index()] = stateEnd + stride;
            drive[target.index()] = stateEnd + 2 * stride;
            stateEnd += 3 * stride;
            List<Channel> into = new ArrayList<>();
            for (Map.Entry<Double, List<Connection>> entry : byTauSyn(target).entrySet()) {
                List<Source> sources = new ArrayList<>();
                int rows = 0;
                for (Connection connection : entry.getValue()) {
                    sources.add(new Source(
                            connection.from().index(), connection.from().size(), rows));
                    rows += connection.from().size();
                }
                ClosedForm form = ClosedForm.of(tauMem(target), entry.getKey(), network.dt());
                Channel channel = new Channel(
                        all.size(),
                        target,
                        sources.toArray(Source[]::new),
                        rows,
                        stride,
                        index(weightEnd),
                        index(traceEnd),
                        stateEnd,
                        form);
                all.add(channel);
                into.add(channel);
                weightEnd += (long) rows * stride;
                traceEnd += directly && target.equals(network.readout()) ? 0 : (steps + 1L) * stride;
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
                            .map(s -> new Outgoing(c, s.firstRow())))
                    .toArray(Outgoing[]::new);
        }
    }

    /** The channel and rows of a connection. */
    Outgoing of(Connection connection) {
        return Arrays.stream(outgoing[connection.from().index()])
                .filter(o -> o.channel().target().index() == connection.to().index()
                        && o.channel().form().tauSyn() == connection.tauSyn().value())
                .findFirst()
                .orElseThrow();
    }

    /** Distance between the tiles of a trace. */
    int tileSpan() {
        return (steps + 1) * TILE;
    }

    static int padded(int size) {
        return Math.addExact(size, LANES - 1) / LANES * LANES;
    }

    static double tauMem(Population population) {
        return population.tauMem().value();
    }

    private Map<Double, List<Connection>> byTauSyn(Population target) {
        Map<Double, List<Connection>> groups = new LinkedHashMap<>();
        for (Connection connection : network.connections()) {
            if (connection.to().index() == target.index()) {
                groups.computeIfAbsent(connection.tauSyn().value(), _ -> new ArrayList<>())
                        .add(connection);
            }
        }
        return groups;
    }

    private static int index(long position) {
        if (position > Integer.MAX_VALUE - 64) {
            throw new UnsupportedNetworkException(
                    "the network is too large for the CPU engine: an array of " + position + " floats");
        }
        return (int) position;
    }
}
