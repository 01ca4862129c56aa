package dev.backspike.engine.inspection;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.SimulationFailedException;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.equations.EquationsEngine;
import dev.backspike.engine.event.EventEngine;
import dev.backspike.engine.event.ExactEngine;
import dev.backspike.engine.event.GradientCheck;
import dev.backspike.engine.event.GradientError;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.training.InitialValues;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * {@link GradientCheck} of a job's network as it starts, whichever solver will train it: with the job's data, loss and
 * seed, but without augmentation, regularisation and clamps, none of which is part of the loss that is simulated.
 */
final class NetworkGradients {

    private static final int SAMPLES = 2;
    private static final int MOST_PER_ARRAY = 20;
    /** A comparison simulates the batch 4 times for each of up to 3 steps. */
    private static final int RUNS_PER_VALUE = 12;
    /** Wider networks and longer trials are checked at fewer values. */
    private static final double BUDGET_SECONDS = 10;

    private NetworkGradients() {}

    static GradientReport check(JobSpec resolved, Datasets datasets) {
        return check(resolved, datasets, BUDGET_SECONDS);
    }

    /** @param budgetSeconds what the comparisons should take, estimated from how long one simulation does */
    static GradientReport check(JobSpec resolved, Datasets datasets, double budgetSeconds) {
        Dataset train = datasets.open(resolved).train();
        Network network = Network.of(resolved.network());
        long seed = resolved.training().seed();
        EngineOptions options = new EngineOptions(
                network,
                resolved.training().loss(),
                resolved.training().optimiser(),
                GradientsSpec.PLAIN,
                Map.of(),
                InitialValues.of(resolved, network, datasets),
                1);
        int samples = Math.min(SAMPLES, train.size());
        Batch batch = new Batch(train, IntStream.range(0, samples).toArray());
        try {
            long start = System.nanoTime();
            List<GradientError> arrays = GradientCheck.run(
                    NetworkGradients::engine, options, batch, mostPerArray(options, batch, budgetSeconds), seed);
            return new GradientReport(samples, arrays, (System.nanoTime() - start) / 1e9);
        } catch (SimulationFailedException e) {
            throw new InvalidSpecException("/network", "cannot be checked: " + e.getMessage());
        } catch (ArithmeticException e) {
            throw new InvalidSpecException("/training/loss", "cannot be checked: " + e.getMessage());
        }
    }

    private static ExactEngine engine(EngineOptions options) {
        return options.network().hasEquations() ? EquationsEngine.create(options) : EventEngine.create(options);
    }

    private static int mostPerArray(EngineOptions options, Batch batch, double budgetSeconds) {
        long arrays = options.network().parameters().stream()
                .filter(Parameter::learnable)
                .count();
        try (ExactEngine engine = engine(options)) {
            engine.forward(batch);
            long start = System.nanoTime();
            engine.forward(batch);
            double seconds = (System.nanoTime() - start) / 1e9;
            return (int) Math.clamp(budgetSeconds / (arrays * RUNS_PER_VALUE * seconds), 1, MOST_PER_ARRAY);
        }
    }
}
