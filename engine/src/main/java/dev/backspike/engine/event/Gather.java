package dev.backspike.engine.event;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import java.util.List;

/**
 * Phase 3: the gradient of a weight is -tau_s times the sum of lambda_I, and that of a delay the weight times the sum
 * of lambda_V - lambda_I, over the arrivals of the spikes of its presynaptic neuron, averaged over the batch; where
 * there is no synapse it is 0. Each thread takes blocks of presynaptic neurons, so that nobody else writes their rows,
 * and goes through samples and spikes in order: how many blocks there are changes no sum. Gradients of time constants
 * are few; the caller's thread adds up the samples'.
 */
final class Gather {

    private static final int BLOCKS_PER_THREAD = 4;

    private final Wiring wiring;
    private final Parallel parallel;
    /** {@code [parameter]}, in the parameters' layout; empty for those that are not learnt. */
    final double[][] gradients;
    /** Block k is the neurons in [blocks[k], blocks[k + 1]), counted through all populations. */
    private final int[] blocks;

    Gather(Wiring wiring, Parallel parallel) {
        this.wiring = wiring;
        this.parallel = parallel;
        gradients = wiring.network.parameters().stream()
                .map(p -> new double[p.learnable() ? p.size() : 0])
                .toArray(double[][]::new);
        blocks = blocks(parallel.threads() == 1 ? 1 : BLOCKS_PER_THREAD * parallel.threads());
    }

    /** @param tapes {@code [sample]}, of which the first {@code batch} count */
    void run(Tape[] tapes, int batch) {
        parallel.forEach(blocks.length - 1, (k, thread) -> gather(tapes, batch, blocks[k], blocks[k + 1]));
        sumTimeConstants(tapes, batch);
    }

    private void gather(Tape[] tapes, int batch, int from, int to) {
        forEachRow(from, to, (c, row) -> {
            int length = c.to().size();
            Arrays.fill(gradients[c.index()], row, row + length, 0);
            if (wiring.learntDelay(c) >= 0) {
                Arrays.fill(gradients[wiring.learntDelay(c)], row, row + length, 0);
            }
        });
        for (int b = 0; b < batch; b++) {
            Tape tape = tapes[b];
            for (int s = 0; s < tape.traced; s++) {
                int source = tape.source[s];
                if (source >= from && source < to) {
                    addTrace(tape, s, source);
                }
            }
        }
        forEachRow(from, to, (c, row) -> scale(c, row, batch));
    }

    private void addTrace(Tape tape, int s, int source) {
        int p = wiring.populationOf[source];
        int neuron = source - wiring.firstNeuron[p];
        for (Connection c : wiring.outgoing[p]) {
            int length = c.to().size();
            int start = tape.traceStart[s];
            add(gradients[c.index()], neuron * length, tape.trace, start + wiring.traceOffset[c.index()], length);
            if (wiring.delayTraceOffset[c.index()] >= 0) {
                add(
                        gradients[wiring.learntDelay(c)],
                        neuron * length,
                        tape.trace,
                        start + wiring.delayTraceOffset[c.index()],
                        length);
            }
        }
    }

    private static void add(double[] gradient, int row, double[] trace, int start, int length) {
        for (int n = 0; n < length; n++) {
            gradient[row + n] += trace[start + n];
        }
    }

    /** Makes gradients of the sums in a row of a connection. */
    private void scale(Connection c, int row, int batch) {
        int length = c.to().size();
        double[] gradient = gradients[c.index()];
        if (c.tauSyn().individual()) {
            for (int n = 0; n < length; n++) {
                gradient[row + n] *= -wiring.tauSyn(c, n) / batch;
            }
        } else {
            double scale = -c.tauSyn().value() / batch;
            for (int n = row; n < row + length; n++) {
                gradient[n] *= scale;
            }
        }
        if (wiring.learntDelay(c) >= 0) {
            double[] byDelay = gradients[wiring.learntDelay(c)];
            double[] weights = wiring.weights(c);
            for (int n = row; n < row + length; n++) {
                byDelay[n] *= weights[n] / batch;
            }
        }
        clearAbsent(c, row);
    }

    private void clearAbsent(Connection c, int row) {
        Synapses synapses = wiring.synapses.get(c.index());
        if (synapses.dense()) {
            return;
        }
        for (int n = row; n < row + c.to().size(); n++) {
            if (!synapses.has(n)) {
                gradients[c.index()][n] = 0;
                if (wiring.learntDelay(c) >= 0) {
                    gradients[wiring.learntDelay(c)][n] = 0;
                }
            }
        }
    }

    private void sumTimeConstants(Tape[] tapes, int batch) {
        List<Parameter> parameters = wiring.network.parameters();
        for (int k = 0; k < gradients.length; k++) {
            Kind kind = parameters.get(k).kind();
            if (kind != Kind.TAU_MEM && kind != Kind.TAU_SYN) {
                continue;
            }
            double[] gradient = gradients[k];
            Arrays.fill(gradient, 0);
            for (int b = 0; b < batch; b++) {
                add(gradient, 0, tapes[b].tauGradients[k], 0, gradient.length);
            }
            for (int n = 0; n < gradient.length; n++) {
                gradient[n] /= batch;
            }
        }
    }

    private interface Row {
        void apply(Connection c, int row);
    }

    private void forEachRow(int from, int to, Row body) {
        for (int source = from; source < to; source++) {
            int p = wiring.populationOf[source];
            for (Connection c : wiring.outgoing[p]) {
                body.apply(c, (source - wiring.firstNeuron[p]) * c.to().size());
            }
        }
    }

    /** Splits the neurons so that each block has about the same number of weights and delays. */
    private int[] blocks(int count) {
        long total = 0;
        for (Population p : wiring.network.populations()) {
            total += (long) p.size() * wiring.traceLength[p.index()];
        }
        int[] bounds = new int[count + 1];
        long before = 0;
        int k = 0;
        for (int source = 0; source < wiring.neurons; source++) {
            while (k < count && before * count >= k * total) {
                bounds[k++] = source;
            }
            before += wiring.traceLength[wiring.populationOf[source]];
        }
        Arrays.fill(bounds, k, count + 1, wiring.neurons);
        return bounds;
    }
}
