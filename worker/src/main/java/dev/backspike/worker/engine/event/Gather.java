package dev.backspike.worker.engine.event;

import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.network.Connection;
import java.util.Arrays;

/**
 * Phase 3: the gradient of a weight is -tau_s times the sum of its trace over the spikes of its presynaptic neuron,
 * averaged over the batch. Each thread takes blocks of presynaptic neurons, so that nobody else writes their rows, and
 * goes through samples and spikes in order: how many blocks there are changes no sum.
 */
final class Gather {

    private static final int BLOCKS_PER_THREAD = 4;

    private final Wiring wiring;
    private final Parallel parallel;
    /** {@code [connection]}, in the weights' layout. */
    final double[][] gradients;
    /** Block k is the neurons in [blocks[k], blocks[k + 1]), counted through all populations. */
    private final int[] blocks;

    Gather(Wiring wiring, Parallel parallel) {
        this.wiring = wiring;
        this.parallel = parallel;
        gradients = wiring.network.connections().stream()
                .map(c -> new double[c.weights()])
                .toArray(double[][]::new);
        blocks = blocks(parallel.threads() == 1 ? 1 : BLOCKS_PER_THREAD * parallel.threads());
    }

    /** @param tapes {@code [sample]}, of which the first {@code batch} count */
    void run(Tape[] tapes, int batch) {
        parallel.forEach(blocks.length - 1, (k, thread) -> gather(tapes, batch, blocks[k], blocks[k + 1]));
    }

    private void gather(Tape[] tapes, int batch, int from, int to) {
        forEachRow(from, to, (row, length, gradient, scale) -> Arrays.fill(gradient, row, row + length, 0));
        for (int b = 0; b < batch; b++) {
            Tape tape = tapes[b];
            for (int s = 0; s < tape.traced; s++) {
                int source = tape.source[s];
                if (source >= from && source < to) {
                    addTrace(tape, s, source);
                }
            }
        }
        forEachRow(from, to, (row, length, gradient, scale) -> {
            for (int n = row; n < row + length; n++) {
                gradient[n] *= scale / batch;
            }
        });
    }

    private void addTrace(Tape tape, int s, int source) {
        int p = wiring.populationOf[source];
        int neuron = source - wiring.firstNeuron[p];
        for (Connection c : wiring.outgoing[p]) {
            int length = c.to().size();
            add(
                    gradients[c.index()],
                    neuron * length,
                    tape.trace,
                    tape.traceStart[s] + wiring.traceOffset[c.index()],
                    length);
        }
    }

    private static void add(double[] gradient, int row, double[] trace, int start, int length) {
        for (int n = 0; n < length; n++) {
            gradient[row + n] += trace[start + n];
        }
    }

    private interface Row {
        void apply(int row, int length, double[] gradient, double scale);
    }

    private void forEachRow(int from, int to, Row body) {
        for (int source = from; source < to; source++) {
            int p = wiring.populationOf[source];
            for (Connection c : wiring.outgoing[p]) {
                int length = c.to().size();
                body.apply(
                        (source - wiring.firstNeuron[p]) * length,
                        length,
                        gradients[c.index()],
                        -c.tauSyn().value());
            }
        }
    }

    /** Splits the neurons so that each block has about the same number of weights. */
    private int[] blocks(int count) {
        long total = wiring.network.trainable();
        int[] bounds = new int[count + 1];
        long weights = 0;
        int k = 0;
        for (int source = 0; source < wiring.neurons; source++) {
            while (k < count && weights * count >= k * total) {
                bounds[k++] = source;
            }
            weights += wiring.traceLength[wiring.populationOf[source]];
        }
        Arrays.fill(bounds, k, count + 1, wiring.neurons);
        return bounds;
    }
}
