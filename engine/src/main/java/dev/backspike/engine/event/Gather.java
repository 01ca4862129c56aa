package dev.backspike.engine.event;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.Share;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of a share's summed loss: that of a weight is -tau_s times the sum of lambda_I, and that of a delay the
 * weight times the sum of lambda_V - lambda_I, over the arrivals of the spikes of its presynaptic neuron; where there
 * is no synapse it is 0. Each thread takes ranges of presynaptic neurons, whose rows no other thread writes, and goes
 * through blocks, samples and spikes in order: how many ranges there are changes no sum. Gradients of time constants
 * are few; the caller's thread adds up the samples'.
 *
 * <p>Blocks are added along the tree of {@link dev.backspike.engine.Blocks}: each is summed into an array above those
 * that wait for their other halves.
 */
final class Gather {

    private static final int RANGES_PER_THREAD = 4;

    private final Wiring wiring;
    private final Parallel parallel;
    /** {@code [parameter]}, in the parameters' layout; empty for those that are not learnt. */
    final double[][] gradients;
    /**
     * {@code [sum][parameter]}: sums that wait for their other halves, then the one at work. The first is
     * {@link #gradients}, where the sum of a whole batch ends.
     */
    private double[][][] sums;

    /** Range k is the neurons in [ranges[k], ranges[k + 1]), counted through all populations. */
    private final int[] ranges;

    /** Connections whose synapses share weights, which have no rows of presynaptic neurons: each is one part. */
    private final List<Connection> shared;

    Gather(Wiring wiring, Parallel parallel) {
        this.wiring = wiring;
        this.parallel = parallel;
        gradients = zeros();
        sums = new double[][][] {gradients};
        shared = wiring.network.connections().stream()
                .filter(c -> c.learnsWeights() && isShared(c))
                .toList();
        ranges = ranges(parallel.threads() == 1 ? 1 : RANGES_PER_THREAD * parallel.threads());
    }

    private double[][] zeros() {
        return wiring.plan.parameters().stream()
                .map(p -> new double[p.learnable() ? p.size() : 0])
                .toArray(double[][]::new);
    }

    /** @param tapes {@code [sample of the share]} */
    void run(Tape[] tapes, Share share) {
        int have = sums.length;
        if (have < share.mostSums()) {
            sums = Arrays.copyOf(sums, share.mostSums());
            for (int k = have; k < sums.length; k++) {
                sums[k] = zeros();
            }
        }
        int parts = ranges.length - 1;
        parallel.forEach(parts + shared.size(), (k, thread) -> {
            if (k < parts) {
                gather(tapes, share, ranges[k], ranges[k + 1]);
            } else {
                gatherShared(tapes, share, shared.get(k - parts));
            }
        });
        sumTimeConstants(tapes, share);
    }

    /** {@code [parameter]}: the last {@link #run}'s k-th sum, of the k-th of {@link Share#nodes()}. */
    double[][] sum(int k) {
        return sums[k];
    }

    private void gather(Tape[] tapes, Share share, int from, int to) {
        int top = 0;
        for (int block = 0; block < share.count(); block++) {
            double[][] sum = sums[top];
            forEachPart(from, to, (c, start, end) -> {
                Arrays.fill(sum[c.index()], start, end, 0);
                int delays = wiring.learntDelay(c);
                if (delays >= 0) {
                    Arrays.fill(sum[delays], start, end, 0);
                }
            });
            for (int b = share.begin(block); b < share.begin(block + 1); b++) {
                Tape tape = tapes[b];
                for (int s = 0; s < tape.traced; s++) {
                    int source = tape.source[s];
                    if (source >= from && source < to) {
                        addTrace(tape, s, source, sum);
                    }
                }
            }
            forEachPart(from, to, (c, start, end) -> scale(c, start, end, sum));
            for (int additions = share.additionsAfter(block); additions > 0; additions--) {
                top--;
                double[][] left = sums[top];
                double[][] right = sums[top + 1];
                forEachPart(from, to, (c, start, end) -> {
                    add(left[c.index()], start, right[c.index()], start, end - start);
                    int delays = wiring.learntDelay(c);
                    if (delays >= 0) {
                        add(left[delays], start, right[delays], start, end - start);
                    }
                });
            }
            top++;
        }
    }

    private void addTrace(Tape tape, int s, int source, double[][] sum) {
        int p = wiring.populationOf[source];
        int neuron = source - wiring.firstNeuron[p];
        for (Connection c : wiring.outgoing[p]) {
            if (isShared(c)) {
                continue;
            }
            int length = c.to().size();
            int start = tape.traceStart[s];
            if (wiring.listed[c.index()]) {
                addListed(sum[c.index()], tape.trace, start + wiring.traceOffset[c.index()], c, neuron);
                continue;
            }
            add(sum[c.index()], neuron * length, tape.trace, start + wiring.traceOffset[c.index()], length);
            if (wiring.delayTraceOffset[c.index()] >= 0) {
                add(
                        sum[wiring.learntDelay(c)],
                        neuron * length,
                        tape.trace,
                        start + wiring.delayTraceOffset[c.index()],
                        length);
            }
        }
    }

    private void addListed(double[] gradient, double[] trace, int start, Connection c, int neuron) {
        Synapses synapses = wiring.synapses.get(c.index());
        int first = synapses.begin(neuron);
        for (int k = first; k < synapses.end(neuron); k++) {
            gradient[synapses.weight(neuron, k)] += trace[start + k - first];
        }
    }

    private boolean isShared(Connection c) {
        return wiring.synapses.get(c.index()).shared();
    }

    private void gatherShared(Tape[] tapes, Share share, Connection c) {
        int top = 0;
        for (int block = 0; block < share.count(); block++) {
            double[] sum = sums[top][c.index()];
            Arrays.fill(sum, 0);
            for (int b = share.begin(block); b < share.begin(block + 1); b++) {
                addShared(tapes[b], c, sum);
            }
            for (int additions = share.additionsAfter(block); additions > 0; additions--) {
                top--;
                add(sums[top][c.index()], 0, sums[top + 1][c.index()], 0, sum.length);
            }
            top++;
        }
    }

    /** Synapses of one weight may have different time constants, so each is multiplied by its own. */
    private void addShared(Tape tape, Connection c, double[] sum) {
        Synapses synapses = wiring.synapses.get(c.index());
        int base = wiring.firstNeuron[c.from().index()];
        for (int s = 0; s < tape.traced; s++) {
            int neuron = tape.source[s] - base;
            if (neuron < 0 || neuron >= c.from().size()) {
                continue;
            }
            int first = synapses.begin(neuron);
            int start = tape.traceStart[s] + wiring.traceOffset[c.index()];
            for (int k = first; k < synapses.end(neuron); k++) {
                sum[synapses.weight(neuron, k)] -=
                        wiring.tauSyn(c, synapses.target(neuron, k)) * tape.trace[start + k - first];
            }
        }
    }

    private static void add(double[] gradient, int row, double[] trace, int start, int length) {
        for (int n = 0; n < length; n++) {
            gradient[row + n] += trace[start + n];
        }
    }

    /** Makes gradients of the sums of a connection's elements [start, end), which are whole rows. */
    private void scale(Connection c, int start, int end, double[][] sum) {
        double[] gradient = sum[c.index()];
        if (c.tauSyn().individual()) {
            for (int n = start; n < end; n++) {
                gradient[n] *= -wiring.tauSyn(c, n % c.to().size());
            }
        } else {
            double scale = -c.tauSyn().value();
            for (int n = start; n < end; n++) {
                gradient[n] *= scale;
            }
        }
        int delays = wiring.learntDelay(c);
        if (delays >= 0) {
            double[] weights = wiring.weights(c);
            for (int n = start; n < end; n++) {
                sum[delays][n] *= weights[n];
            }
        }
        clearAbsent(c, start, end, sum);
    }

    private void clearAbsent(Connection c, int start, int end, double[][] sum) {
        Synapses synapses = wiring.synapses.get(c.index());
        if (synapses.dense() || wiring.listed[c.index()]) {
            return;
        }
        clearAbsent(synapses, start, end, sum[c.index()]);
        int delays = wiring.learntDelay(c);
        if (delays >= 0) {
            clearAbsent(synapses, start, end, sum[delays]);
        }
    }

    private static void clearAbsent(Synapses synapses, int start, int end, double[] sum) {
        int columns = synapses.columns();
        for (int from = start / columns; from < end / columns; from++) {
            int row = from * columns;
            synapses.forEachGap(from, (first, last) -> Arrays.fill(sum, row + first, row + last, 0));
        }
    }

    private void sumTimeConstants(Tape[] tapes, Share share) {
        List<Parameter> parameters = wiring.plan.parameters();
        for (int k = 0; k < parameters.size(); k++) {
            Kind kind = parameters.get(k).kind();
            if (parameters.get(k).learnable() && (kind == Kind.TAU_MEM || kind == Kind.TAU_SYN)) {
                sumTimeConstants(k, tapes, share);
            }
        }
    }

    private void sumTimeConstants(int k, Tape[] tapes, Share share) {
        int top = 0;
        for (int block = 0; block < share.count(); block++) {
            double[] sum = sums[top][k];
            Arrays.fill(sum, 0);
            for (int b = share.begin(block); b < share.begin(block + 1); b++) {
                add(sum, 0, tapes[b].tauGradients[k], 0, sum.length);
            }
            for (int additions = share.additionsAfter(block); additions > 0; additions--) {
                top--;
                add(sums[top][k], 0, sums[top + 1][k], 0, sum.length);
            }
            top++;
        }
    }

    private interface Part {
        /** @param start of the elements of a connection, which are whole rows; {@code end} likewise */
        void apply(Connection c, int start, int end);
    }

    /** Rows of a connection that belong to neurons in [from, to) lie together. */
    private void forEachPart(int from, int to, Part body) {
        for (Population p : wiring.network.populations()) {
            int base = wiring.firstNeuron[p.index()];
            int first = Math.max(from, base) - base;
            int last = Math.min(to, base + p.size()) - base;
            if (first < last) {
                for (Connection c : wiring.outgoing[p.index()]) {
                    if (isShared(c)) {
                        continue;
                    }
                    body.apply(c, first * c.to().size(), last * c.to().size());
                }
            }
        }
    }

    /** Splits the neurons so that each range has about the same number of weights and delays. */
    private int[] ranges(int count) {
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
