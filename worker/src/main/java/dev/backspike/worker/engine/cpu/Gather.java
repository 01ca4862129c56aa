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
 *            +-------+-------+-------+                   * all samples in order; a sample's tile is read from
 *   rows     | block | block |       |                     memory once and then summed out of the cache
 *   (pre-    +-------+-------+-------+                   * its part of the gradient is held by the thread
 *   synaptic)| block |       |       |
 *            +-------+-------+-------+
 * </pre>
 *
 * Every element is summed by one thread, in one order: no atomics, and the same bits however many threads there are and
 * however rows are cut into ranges.
 */
final class Gather {

    /** Rows [from, to) of the channel, columns [column, column + width). */
    private record Block(Channel channel, int column, int width, int from, int to) {}

    private final Layout layout;
    private final Kernels kernels;
    private final float[] gradient;
    private final List<Block> blocks = new ArrayList<>();
    private final float[][] sums;

    Gather(Layout layout, Kernels kernels, float[] gradient, int threads) {
        this.layout = layout;
        this.kernels = kernels;
        this.gradient = gradient;
        int tiles = Arrays.stream(layout.channels)
                .mapToInt(c -> (c.stride() + Layout.TILE - 1) / Layout.TILE)
                .sum();
        // Each range reads the tile's traces again: only as many as keep all threads busy.
        int ranges = threads == 1 ? 1 : Math.max(1, (4 * threads + tiles - 1) / tiles);
        int largest = 0;
        for (Channel channel : layout.channels) {
            for (int column = 0; column < channel.stride(); column += Layout.TILE) {
                int width = Math.min(Layout.TILE, channel.stride() - column);
                for (int r = 0; r < ranges; r++) {
                    int from = (int) ((long) channel.rows() * r / ranges);
                    int to = (int) ((long) channel.rows() * (r + 1) / ranges);
                    blocks.add(new Block(channel, column, width, from, to));
                    largest = Math.max(largest, (to - from) * width);
                }
            }
        }
        sums = new float[threads][];
        for (int t = 0; t < threads; t++) {
            sums[t] = Aligned.floats(largest);
        }
    }

    void run(Parallel parallel, Tape[] tapes, Traces traces, int batch) {
        parallel.forEach(blocks.size(), (index, thread) -> sum(blocks.get(index), sums[thread], tapes, traces, batch));
    }

    private void sum(Block block, float[] sum, Tape[] tapes, Traces traces, int batch) {
        Channel channel = block.channel();
        int width = block.width();
        int size = (block.to() - block.from()) * width;
        Arrays.fill(sum, Aligned.LEAD, Aligned.LEAD + size, 0);
        int tile = channel.traceBase() + block.column() / Layout.TILE * layout.tileSpan();
        for (int k = 0; k < batch; k++) {
            for (Source source : channel.sources()) {
                int first = source.firstRow();
                int from = Math.max(block.from(), first) - first;
                int to = Math.min(block.to() - first, source.neurons());
                if (from < to) {
                    SpikeList spikes = tapes[k].spikes[source.population()];
                    kernels.addRowsEach(
                            traces.array(k),
                            traces.base(k) + tile,
                            width,
                            spikes.grid,
                            spikes.byNeuron,
                            from,
                            to,
                            sum,
                            Aligned.LEAD + (first + from - block.from()) * width,
                            width);
                }
            }
        }
        float scale = (float) (-channel.form().tauSyn() / batch);
        for (int row = block.from(); row < block.to(); row++) {
            int out = channel.weightBase() + row * channel.stride() + block.column();
            int in = Aligned.LEAD + (row - block.from()) * width;
            for (int j = 0; j < width; j++) {
                gradient[out + j] = scale * sum[in + j];
            }
        }
    }
}
