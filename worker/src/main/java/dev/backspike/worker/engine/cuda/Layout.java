package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.engine.clock.ClosedForm;
import dev.backspike.worker.engine.clock.LinearReadout;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything of a network lies in the device's memory. All connections into a population with the same tauSyn
 * share one synaptic current and form a {@link Channel}: their weight matrices are stacked, source after source, in the
 * CPU engine's order, since spikes depend on the order in which weights are added.
 *
 * <pre>
 * weights, gradient, moments   channel 0: rows of source 0, rows of source 1, ... | channel 1 | ...
 *                              a row: stride floats, the weights to the target's neurons, then zeros
 * trace of a trial             stepped channel 0: [steps + 1][stride] | stepped channel 1 | ...
 * </pre>
 */
final class Layout {

    /** Rows are padded to a multiple of this: a line of 128 bytes, which a warp reads at once. */
    static final int LINE = 32;

    /** The rows of a presynaptic population in a channel: row {@code firstRow + i} belongs to its neuron i. */
    record Source(Population population, int firstRow) {}

    /**
     * A synaptic current of a population.
     *
     * @param direct whether into a {@link LinearReadout}
     * @param weightBase where the first row starts
     * @param traceBase where lambda_I starts in a trial's trace
     */
    record Channel(
            int id,
            Population target,
            List<Source> sources,
            int rows,
            int stride,
            boolean direct,
            int weightBase,
            int traceBase,
            ClosedForm form) {

        /** Where the row of a source's first neuron starts. */
        int weightBase(Source source) {
            return weightBase + source.firstRow() * stride;
        }
    }

    final Network network;
    final int steps;
    final List<Channel> channels = new ArrayList<>();
    /** Populations that emit spikes of their own. */
    final List<Population> lifs;
    /** Their neurons together. */
    final int lifNeurons;
    /** Floats in all rows. */
    final int weights;
    /** Floats in a trial's trace. */
    final int trace;

    Layout(Network network, LossSpec loss) {
        this.network = network;
        steps = network.steps();
        lifs = network.populations().stream().filter(Population::spiking).toList();
        lifNeurons = lifs.stream().mapToInt(Population::size).sum();
        boolean directly = LinearReadout.serves(network, loss);
        long weightEnd = 0;
        long traceEnd = 0;
        for (Population target : network.populations()) {
            int stride = padded(target.size());
            for (Map.Entry<Double, List<Connection>> entry : byTauSyn(target).entrySet()) {
                List<Source> sources = new ArrayList<>();
                int rows = 0;
                for (Connection connection : entry.getValue()) {
                    sources.add(new Source(connection.from(), rows));
                    rows += connection.from().size();
                }
                boolean direct = directly && target.equals(network.readout());
                ClosedForm form = ClosedForm.of(target.tauMem().value(), entry.getKey(), network.dt());
                channels.add(new Channel(
                        channels.size(),
                        target,
                        sources,
                        rows,
                        stride,
                        direct,
                        index(weightEnd),
                        index(traceEnd),
                        form));
                weightEnd += (long) rows * stride;
                traceEnd += direct ? 0 : (steps + 1L) * stride;
            }
        }
        weights = index(weightEnd);
        trace = index(traceEnd);
    }

    /** Channels into a population that the phases take step by step. */
    List<Channel> stepped(Population target) {
        return channels.stream()
                .filter(c -> !c.direct() && c.target().equals(target))
                .toList();
    }

    List<Channel> direct() {
        return channels.stream().filter(Channel::direct).toList();
    }

    /** Where a connection's first weight lies, and the distance of its rows. */
    int[] rows(Connection connection) {
        for (Channel channel : channels) {
            for (Source source : channel.sources()) {
                if (channel.target().equals(connection.to())
                        && channel.form().tauSyn() == connection.tauSyn().value()
                        && source.population().equals(connection.from())) {
                    return new int[] {channel.weightBase(source), channel.stride()};
                }
            }
        }
        throw new IllegalArgumentException("no connection of this network: " + connection.name());
    }

    /** Where a population's neurons begin among those of all spiking ones. */
    int neuronBase(Population lif) {
        return lifs.stream()
                .takeWhile(p -> !p.equals(lif))
                .mapToInt(Population::size)
                .sum();
    }

    static int padded(int size) {
        return Math.addExact(size, LINE - 1) / LINE * LINE;
    }

    private Map<Double, List<Connection>> byTauSyn(Population target) {
        Map<Double, List<Connection>> groups = new LinkedHashMap<>();
        for (Connection connection : network.connections()) {
            if (connection.to().equals(target)) {
                groups.computeIfAbsent(connection.tauSyn().value(), _ -> new ArrayList<>())
                        .add(connection);
            }
        }
        return groups;
    }

    private static int index(long position) {
        if (position > Integer.MAX_VALUE - 64) {
            throw new UnsupportedNetworkException(
                    "the network is too large for the CUDA engine: an array of " + position + " floats");
        }
        return (int) position;
    }
}
