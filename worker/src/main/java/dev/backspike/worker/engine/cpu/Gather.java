package dev.backspike.worker.engine.cpu;

import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.cpu.Layout.Channel;
import dev.backspike.worker.engine.cpu.Layout.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of the mean loss: for each weight -tauSyn / B times the sum of lambda_I over its presynaptic neuron's
 * spikes, in the order of the samples and of time.
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

    /** Rows [from, to) of the channel, columns [column, column + width), summed from {@code base} on. */
    private record Block(Channel channel, int column, int width, int from, int to, int base) {}

    private final Layout layout;
    private final Kernels kernels;
    private final float[] gradient;
    private final List<Block> blocks = new ArrayList<>();
    /** Before it is scaled: block after block, the rows of each without gaps. */
    private final float[] sums;

    Gather(Layout layout, Kernels kernels, float[] gradient, int threads) {
        this.layout = layout;
        this.kernels = kernels;
        this.gradient = gradient;
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
                    blocks.add(new Block(channel, column, width, from, to, base));
                    base += (to - from) * width;
                }
            }
        }
        sums = Aligned.floats(base);
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
            Arrays.fill(sums, block.base(), block.base() + (block.to() - block.from()) * width, 0);
        }
        int tile = block.channel().traceBase() + block.column() / Layout.TILE * layout.tileSpan();
        for (Source source : block.channel().sources()) {
            int first = source.firstRow();
            int from = Math.max(block.from(), first) - first;
            int to = Math.min(block.to() - first, source.neurons());
            if (from < to) {
                SpikeList spikes = tape.spikes[source.population()];
                kernels.addRowsEach(
                        trace,
                        Aligned.LEAD + tile,
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

    /** Makes the gradient of the mean loss over a batch out of the sums. */
    void finish(Parallel parallel, int batch) {
        parallel.forEach(blocks.size(), (index, _) -> scale(blocks.get(index), batch));
    }

    private void scale(Block block, int batch) {
        Channel channel = block.channel();
        float scale = (float) (-channel.form().tauSyn() / batch);
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
}
