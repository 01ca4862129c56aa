package dev.backspike.engine.training;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Computes nothing, but notes what it is asked for; trials have the loss and the spikes that a test asks for. */
public class FakeEngine implements Engine {

    public final List<String> phases = new ArrayList<>();
    public final List<Batch> batches = new ArrayList<>();
    public final List<Double> learningRates = new ArrayList<>();
    public boolean closed;
    /** Of every lif neuron in a trial. */
    public int spikesPerNeuron = 2;
    /** Of each batch. */
    public long clampedSpikes;

    private List<Tensor> parameters;
    private final EngineOptions options;
    private final ToDoubleFunction<Batch> lossOfBatch;

    /** @param lossOfBatch the sum over the batch's trials */
    public FakeEngine(EngineOptions options, ToDoubleFunction<Batch> lossOfBatch) {
        this.options = options;
        this.lossOfBatch = lossOfBatch;
        parameters = List.copyOf(options.initial().parameters());
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

    /** Half of the samples are right, rounded down. */
    @Override
    public BatchOutcome forward(Batch batch) {
        phases.add("forward");
        batches.add(batch);
        long[] spikes = options.network().populations().stream()
                .mapToLong(p -> p.spiking() ? (long) spikesPerNeuron * p.size() * batch.size() : 0)
                .toArray();
        int[][] neuronSpikes = options.network().populations().stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
        for (int[] neurons : neuronSpikes) {
            Arrays.fill(neurons, spikesPerNeuron * batch.size());
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

    /** Every value of the parameters becomes the number of updates. */
    @Override
    public void optimise(double learningRate) {
        phases.add("optimise");
        learningRates.add(learningRate);
        parameters = options.initial().parameters().stream()
                .map(t -> {
                    double[] values = new double[t.values().length];
                    Arrays.fill(values, learningRates.size());
                    return (Tensor) new Tensor.F64(t.name(), t.shape(), values);
                })
                .toList();
    }

    @Override
    public long clampedSpikes() {
        return clampedSpikes;
    }

    @Override
    public EngineState state() {
        return new EngineState(parameters(), List.of(), learningRates.size());
    }

    @Override
    public void restore(EngineState state) {
        phases.add("restore");
        parameters = state.parameters();
    }

    @Override
    public List<Tensor> parameters() {
        return parameters.stream().map(FakeEngine::copy).toList();
    }

    private static Tensor copy(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> new Tensor.F32(f.name(), f.shape(), f.values().clone());
            case Tensor.F64 f -> new Tensor.F64(f.name(), f.shape(), f.values().clone());
        };
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
