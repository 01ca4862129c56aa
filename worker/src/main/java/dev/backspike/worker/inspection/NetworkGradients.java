package dev.backspike.worker.inspection;

import dev.backspike.common.spec.GradientChecker;
import dev.backspike.common.spec.GradientReport;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.Datasets;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.RunawayNetworkException;
import dev.backspike.worker.engine.event.EventEngine;
import dev.backspike.worker.engine.event.GradientCheck;
import dev.backspike.worker.network.Initialisers;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Parameter;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@link GradientCheck} of a job's network as it starts, whichever solver will train it: with the job's data, loss and
 * seed, but without augmentation, regularisation and clamps, none of which is part of the loss that is simulated.
 */
public final class NetworkGradients implements GradientChecker {

    private static final int SAMPLES = 2;
    private static final int MOST_PER_ARRAY = 20;
    /** A comparison simulates the batch 4 times for each of up to 3 steps. */
    private static final int RUNS_PER_VALUE = 12;
    /** Wider networks and longer trials are checked at fewer values. */
    private static final double BUDGET_SECONDS = 10;

    private final Datasets datasets;

    public NetworkGradients(Datasets datasets) {
        this.datasets = datasets;
    }

    @Override
    public GradientReport check(JobSpec resolved) {
        long start = System.nanoTime();
        Network network = Network.of(resolved.network());
        long seed = resolved.training().seed();
        EngineOptions options = new EngineOptions(
                network,
                resolved.training().loss(),
                resolved.training().optimiser(),
                GradientsSpec.PLAIN,
                Map.of(),
                Initialisers.draw(network, seed),
                1);
        Dataset train = datasets.open(resolved).train();
        int samples = Math.min(SAMPLES, train.size());
        Batch batch = new Batch(train, IntStream.range(0, samples).toArray());
        try {
            GradientCheck.Result result = GradientCheck.run(options, batch, mostPerArray(options, batch), seed);
            return new GradientReport(
                    samples,
                    result.compared(),
                    result.skipped(),
                    result.largestError(),
                    result.arrays().stream()
                            .map(a -> new GradientReport.OfArray(
                                    a.name(), a.compared(), a.skipped(), a.largestError(), a.worst()))
                            .toList(),
                    (System.nanoTime() - start) / 1e9);
        } catch (RunawayNetworkException e) {
            throw new InvalidSpecException("/network", "cannot be checked: " + e.getMessage());
        } catch (ArithmeticException e) {
            throw new InvalidSpecException("/training/loss", "cannot be checked: " + e.getMessage());
        }
    }

    private static int mostPerArray(EngineOptions options, Batch batch) {
        long arrays = options.network().parameters().stream()
                .filter(Parameter::learnable)
                .count();
        try (EventEngine engine = EventEngine.create(options)) {
            engine.forward(batch);
            long start = System.nanoTime();
            engine.forward(batch);
            double seconds = (System.nanoTime() - start) / 1e9;
            return (int) Math.clamp(BUDGET_SECONDS / (arrays * RUNS_PER_VALUE * seconds), 1, MOST_PER_ARRAY);
        }
    }
}
