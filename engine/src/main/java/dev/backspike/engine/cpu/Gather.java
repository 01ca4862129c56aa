package dev.backspike.engine.cpu;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.cpu.Layout.Channel;
import dev.backspike.engine.cpu.Layout.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The gradient of the mean loss: for each weight -tauSyn / B times the sum of lambda_I, and for a learnt delay its
 * weight / B times the sum of lambda_V - lambda_I, over the arrivals of its presynaptic neuron's spikes, in the order
 * of the samples and of time.
 *
 * <pre>
 *                 columns of a trace                     a block of work: a tile of columns x a range of rows
 *            +-------+-------+-------+                   * samples in order; a sample's tile is read from
 *   rows     | block | block |       |                     memory once and then summed out of the cache
 *   (pre-    +-------+-------+-------+                   * its sums lie together
 *   synaptic)| block |       |       |
 *            +-------+-------+-------+
 * </pre>
 *
 * Every element is summed by one thread at a time and in one order, see {@link Backward}: the same bits however many
 * threads there are and however rows are cut into ranges.
 */
final class Gather {

    /**
     * Rows [from, to) of the channel, columns [column, column + width), summed from {@code base} on; where delays are
     * learnt then the same for them.
     */
    private record Block(Channel channel, int column, int width, int from, int to, int base) {

        int size() {
            return (to - from) * width;
        }

        /** Where its tile starts in a trace, given where those of the channel do. */
        int tile(int channelBase) {
            return Aligned.LEAD + channelBase + column / Layout.TILE * channel.tileSpan();
        }
    }

    private final Layout layout;
    private final Kernels kernels;
    private final Parameters parameters;
    private final List<Block> blocks = new ArrayList<>();
    /** Before it is scaled: block after block, the rows of each without gaps. */
    private final float[] sums;

    Gather(Layout layout, Kernels kernels, Parameters parameters, int threads) {
        this.layout = layout;
        this.kernels = kernels;
        this.parameters = parameters;
        int tiles = Arrays.stream(layout.stepped)
                .mapToInt(c -> (c.stride() + Layout.TILE - 1) / Layout.TILE)
                .sum();
        // Each range reads the tile's traces again: only as many as keep all threads busy.
        int ranges = threads == 1 ? 1 : Math.max(1, (4 * threads + tiles - 1) / Math.max(1, tiles));
        int base = Aligned.LEAD;
        for (Channel channel : layout.stepped) {
            for (int column = 0; column < channel.stride(); column += Layout.TILE) {
                int width = Math.min(Layout.TILE, channel.stride() - column);
                for (int r = 0; r < ranges; r++) {
                    int from = (int) ((long) channel.rows() * r / ranges);
                    int to = (int) ((long) channel.rows() * (r + 1) / ranges);
                    Block block = new Block(channel, column, width, from, to, base);
                    blocks.add(block);
                    base = Math.addExact(base, learnsDelays(channel) ? 2 * block.size() : block.size());
                }
            }
        }
        sums = Aligned.floats(base);
    }

    private boolean learnsDelays(Channel channel) {
        OwnDelays delays = parameters.delays[channel.index()];
        return delays != null && delays.learnt();
    }

    /** How many blocks there are; they may be worked on at the same time, each by one thread. */
    int blocks() {
        return blocks.size();
    }

    /** Adds trial k of a batch to the sums of a block; the first one begins them. */
    void add(int index, int k, Tape tape, float[] trace) {
        Block block = blocks.get(index);
        int width = block.width();
        if (k == 0) {
            int all = learnsDelays(block.channel()) ? 2 * block.size() : block.size();
            Arrays.fill(sums, block.base(), block.base() + all, 0);
        }
        OwnDelays delays = parameters.delays[block.channel().index()];
        if (delays != null) {
            addLate(block, delays, tape.spikes[block.channel().sources()[0].population()], trace);
            return;
        }
        int tile = block.tile(block.channel().traceBase());
        for (Source source : block.channel().sources()) {
            int first = source.firstRow();
            int from = Math.max(block.from(), first) - first;
            int to = Math.min(block.to() - first, source.neurons());
            if (from < to) {
                SpikeList spikes = tape.spikes[source.population()];
                kernels.addRowsEach(
                        trace,
                        tile + source.delay() * width,
                        width,
                        spikes.grid,
                        spikes.byNeuron,
                        from,
                        to,
                        sums,
                        block.base() + (first + from - block.from()) * width,
                        width);
            }
        }
    }

    /** Each synapse of a spike reads the traces where it arrives. */
    private void addLate(Block block, OwnDelays delays, SpikeList spikes, float[] trace) {
        Channel channel = block.channel();
        int lambdaI = block.tile(channel.traceBase());
        int diff = delays.learnt() ? block.tile(channel.diffBase()) : -1;
        int columns = Math.min(block.width(), channel.target().size() - block.column());
        for (int i = block.from(); i < block.to(); i++) {
            int d = i * channel.target().size() + block.column();
            int out = block.base() + (i - block.from()) * block.width();
            for (int k = spikes.byNeuron[i]; k < spikes.byNeuron[i + 1]; k++) {
                addLate(block, delays.grid, d, spikes.grid[k], columns, trace, lambdaI, out);
                if (delays.learnt()) {
                    addLate(block, delays.grid, d, spikes.grid[k], columns, trace, diff, out + block.size());
                }
            }
        }
    }

    private void addLate(Block block, int[] delays, int d, int n, int columns, float[] trace, int tile, int out) {
        int last = layout.steps + 1;
        for (int j = 0; j < columns; j++) {
            sums[out + j] += trace[tile + Math.min(last, n + delays[d + j]) * block.width() + j];
        }
    }

    /** Makes the gradient of the mean loss over a batch out of the sums. */
    void finish(Parallel parallel, int batch) {
        parallel.forEach(blocks.size(), (index, _) -> finish(blocks.get(index), batch));
    }

    private void finish(Block block, int batch) {
        OwnConstants own = parameters.constants[block.channel().index()];
        if (own == null) {
            scale(block, (float) (-block.channel().form().tauSyn() / batch));
        } else {
            scale(block, own.tauSyn, -1f / batch);
        }
        if (learnsDelays(block.channel())) {
            finishDelays(
                    block,
                    Objects.requireNonNull(parameters.delays[block.channel().index()]),
                    1f / batch);
        }
    }

    private void scale(Block block, float scale) {
        Channel channel = block.channel();
        float[] gradient = parameters.weightGradient;
        for (int row = block.from(); row < block.to(); row++) {
            int out = channel.weightBase() + row * channel.stride() + block.column();
            int in = block.base() + (row - block.from()) * block.width();
            // One array in the loop: the compiler does not vectorise what might overlap.
            System.arraycopy(sums, in, gradient, out, block.width());
            for (int j = out; j < out + block.width(); j++) {
                gradient[j] *= scale;
            }
        }
    }

    private void scale(Block block, float[] tauSyn, float scale) {
        Channel channel = block.channel();
        int columns = Math.min(block.width(), tauSyn.length - block.column());
        for (int row = block.from(); row < block.to(); row++) {
            int out = channel.weightBase() + row * channel.stride() + block.column();
            int in = block.base() + (row - block.from()) * block.width();
            for (int j = 0; j < columns; j++) {
                parameters.weightGradient[out + j] = scale * tauSyn[block.column() + j] * sums[in + j];
            }
        }
    }

    private void finishDelays(Block block, OwnDelays delays, float scale) {
        Channel channel = block.channel();
        int columns = Math.min(block.width(), channel.target().size() - block.column());
        for (int row = block.from(); row < block.to(); row++) {
            int out = row * channel.target().size() + block.column();
            int w = channel.weightBase() + row * channel.stride() + block.column();
            int in = block.base() + block.size() + (row - block.from()) * block.width();
            for (int j = 0; j < columns; j++) {
                delays.gradient()[out + j] = scale * parameters.weights[w + j] * sums[in + j];
            }
        }
    }
}
