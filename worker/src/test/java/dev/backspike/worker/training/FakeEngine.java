package dev.backspike.worker.training;

import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.EngineState;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Computes nothing, but notes what it is asked for; each trial has the loss that a test asks for. */
public final class FakeEngine implements Engine {

    public final List<String> phases = new ArrayList<>();
    public final List<Batch> batches = new ArrayList<>();
    public final List<Double> learningRates = new ArrayList<>();
    public boolean closed;
    private final EngineOptions options;
    private final ToDoubleFunction<Batch> lossOfBatch;

    /** @param lossOfBatch the sum over the batch's trials */
    public FakeEngine(EngineOptions options, ToDoubleFunction<Batch> lossOfBatch) {
        this.options = options;
        this.lossOfBatch = lossOfBatch;
    }

    public List<Tensor.F64> initial() {
        return options.initial().parameters();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int threads() {
        return options.threads();
    }

    /** Half of the samples are right, rounded down; every lif neuron spikes twice a trial. */
    @Override
    public BatchOutcome forward(Batch batch) {
        phases.add("forward");
        batches.add(batch);
        long[] spikes = options.network().populations().stream()
                .mapToLong(p -> p.spiking() ? 2L * p.size() * batch.size() : 0)
                .toArray();
        int[][] neuronSpikes = options.network().populations().stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
        for (int[] neurons : neuronSpikes) {
            Arrays.fill(neurons, 2 * batch.size());
        }
        return new BatchOutcome(batch.size(), lossOfBatch.applyAsDouble(batch), batch.size() / 2, spikes, neuronSpikes);
    }

    @Override
    public void adjoint() {
        phases.add("adjoint");
    }

    @Override
    public void gather() {
        phases.add("gather");
    }

    @Override
    public void optimise(double learningRate) {
        phases.add("optimise");
        learningRates.add(learningRate);
    }

    /** Every value is the number of updates. */
    @Override
    public long clampedSpikes() {
        return 0;
    }

    @Override
    public EngineState state() {
        return new EngineState(parameters(), List.of(), learningRates.size());
    }

    @Override
    public void restore(EngineState state) {
        phases.add("restore");
    }

    @Override
    public List<Tensor> parameters() {
        return options.initial().parameters().stream()
                .map(t -> {
                    double[] values = new double[t.values().length];
                    Arrays.fill(values, learningRates.size());
                    return (Tensor) new Tensor.F64(t.name(), t.shape(), values);
                })
                .toList();
    }

    @Override
    public List<Tensor> gradients() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
    }
}
