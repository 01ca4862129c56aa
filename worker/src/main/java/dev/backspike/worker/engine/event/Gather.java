package dev.backspike.worker.engine.event;

import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.network.Connection;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Sums the gradient of the batch's mean loss: dL/dw_ji = -tauSyn/B times the sum over the spikes of i of lambda_I,j.
 * The work is split by presynaptic neuron and every sum runs over the trials in the batch's order, so that the result
 * does not depend on the threads.
 */
final class Gather {

    private static final int ROWS_PER_TASK = 64;

    /** Rows [from, to) of a connection's gradient; its traces stand {@code offset} values into a spike's. */
    private record Rows(Connection connection, int offset, int from, int to) {}

    private final Rows[] tasks;

    Gather(Layout layout) {
        var split = new ArrayList<Rows>();
        for (Connection[] outgoing : layout.outgoing) {
            int offset = 0;
            for (Connection connection : outgoing) {
                int rows = connection.from().size();
                for (int from = 0; from < rows; from += ROWS_PER_TASK) {
                    split.add(new Rows(connection, offset, from, Math.min(rows, from + ROWS_PER_TASK)));
                }
                offset += connection.to().size();
            }
        }
        tasks = split.toArray(Rows[]::new);
    }

    /** @param gradients by connection; overwritten */
    void run(Tape[] tapes, int trials, double[][] gradients, Parallel parallel) {
        parallel.forEach(tasks.length, (index, thread) -> gather(tasks[index], tapes, trials, gradients));
    }

    private static void gather(Rows rows, Tape[] tapes, int trials, double[][] gradients) {
        Connection connection = rows.connection();
        int size = connection.to().size();
        int population = connection.from().index();
        double[] gradient = gradients[connection.index()];
        Arrays.fill(gradient, rows.from() * size, rows.to() * size, 0);
        double scale = -connection.tauSyn() / trials;
        for (int trial = 0; trial < trials; trial++) {
            Tape tape = tapes[trial];
            for (int k = 0; k < tape.spikes; k++) {
                int neuron = tape.neuron[k];
                if (tape.population[k] == population && neuron >= rows.from() && neuron < rows.to()) {
                    int row = neuron * size;
                    int trace = tape.traceAt[k] + rows.offset();
                    for (int j = 0; j < size; j++) {
                        gradient[row + j] += scale * tape.traces[trace + j];
                    }
                }
            }
        }
    }
}
