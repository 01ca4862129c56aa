package dev.backspike.engine.inspection;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.dataset.Splits;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.stream.IntStream;

/**
 * A lower bound of the memory for training a job, in bytes: its data, its parameters, and the traces that grow with the
 * network. Spikes of hidden neurons come on top.
 */
final class MemoryEstimate {

    /** Samples looked at for the spikes of one. */
    private static final int LOOKED_AT = 100;

    private final JobSpec spec;
    private final Network network;
    /** The bytes of one number of the engine. */
    private final long number;

    private MemoryEstimate(JobSpec resolved) {
        spec = resolved;
        network = Network.of(resolved.network());
        number = inFloat() ? Float.BYTES : Double.BYTES;
    }

    static long bytes(JobSpec resolved, Splits splits) {
        MemoryEstimate estimate = new MemoryEstimate(resolved);
        return estimate.data(splits) + estimate.parameters() + estimate.traces(splits.train());
    }

    private long data(Splits splits) {
        long bytes = held(splits.train()) + held(splits.test());
        return splits.validation() == null ? bytes : bytes + held(splits.validation());
    }

    private static long held(Dataset data) {
        return IntStream.range(0, data.size()).mapToLong(data::bytes).sum();
    }

    private static double meanSpikes(Dataset data) {
        int samples = Math.min(LOOKED_AT, data.size());
        SpikeTrain train = new SpikeTrain();
        long spikes = 0;
        for (int k = 0; k < samples; k++) {
            data.read(k, train);
            spikes += train.count;
        }
        return samples == 0 ? 0 : (double) spikes / samples;
    }

    /** Values, gradients and moments. */
    private long parameters() {
        int moments = spec.training().optimiser().moments().size();
        return network.trainable() * (2 + moments) * number;
    }

    /**
     * Clock solver: lambda_I of every neuron at every step, for one thread. Event solver, and equations: for each spike
     * of a batch lambda_I of all that it reaches.
     */
    private long traces(Dataset train) {
        if (inFloat()) {
            long neurons = network.populations().stream()
                    .filter(p -> !p.equals(network.input()))
                    .mapToLong(Population::size)
                    .sum();
            return neurons * (network.steps() + 1) * number;
        }
        long reached = network.connections().stream()
                .filter(c -> c.from().equals(network.input()))
                .mapToLong(MemoryEstimate::reached)
                .sum();
        return (long) (spec.training().batchSize() * meanSpikes(train) * reached * number);
    }

    /** Whether the clock solver for lif and li neurons runs the network. */
    private boolean inFloat() {
        return spec.network().solver() == Solver.CLOCK && !network.hasEquations();
    }

    /** The most neurons that a spike reaches by a connection. */
    private static long reached(Connection c) {
        return switch (c.connectivity()) {
            case ConnectivitySpec.Conv2d conv -> (long) conv.window().area() * c.weightShape()[0] / conv.groups();
            case ConnectivitySpec.Pool2d _, ConnectivitySpec.OneToOne _ -> 1;
            case ConnectivitySpec.Dense _, ConnectivitySpec.FixedProbability _ -> c.to().size();
        };
    }
}
