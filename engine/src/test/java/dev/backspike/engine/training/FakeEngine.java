package dev.backspike.engine.training;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.PartialGradient;
import dev.backspike.engine.Share;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Computes nothing, but notes what it is asked for; trials have the loss and the spikes that a test asks for. */
public class FakeEngine implements Engine {

    public final List<String> phases = new ArrayList<>();
    public final List<Batch> batches = new ArrayList<>();
    public final List<Double> learningRates = new ArrayList<>();
    public boolean closed;
    /** Of every lif neuron in a trial. */
    public int spikesPerNeuron = 2;
    /** Of every input in a trial. */
    public int inputSpikes = 1;
    /** What a phase does besides. */
    public Runnable onForward = () -> {};
    /** Of the learnable parameters, or empty. */
    public List<Tensor> gradients = List.of();
    /** What the next updates set every value to, if not to their number. */
    public @Nullable Double valueAfterUpdate;

    public double correctShare = 0.5;
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

    /** As many of the samples as {@link #correctShare} says are right, rounded down. */
    @Override
    public BatchOutcome forward(Share share) {
        Batch batch = share.samples();
        phases.add("forward");
        onForward.run();
        batches.add(batch);
        long[] spikes = options.network().populations().stream()
                .mapToLong(p -> spikes(p) * p.size() * batch.size())
                .toArray();
        int[][] neuronSpikes = options.network().populations().stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
        for (int[] neurons : neuronSpikes) {
            Arrays.fill(neurons, spikesPerNeuron * batch.size());
        }
        double[] losses = new double[share.blocks().count()];
        losses[0] = lossOfBatch.applyAsDouble(batch);
        return new BatchOutcome(
                share.blocks(),
                losses,
                (int) (correctShare * batch.size()),
                spikes,
                new SpikeCounts(batch.size(), neuronSpikes));
    }

    private long spikes(Population population) {
        return switch (population.neuron()) {
            case NeuronSpec.Input _ -> inputSpikes;
            case NeuronSpec.Lif _, NeuronSpec.Equations _ -> spikesPerNeuron;
            case NeuronSpec.Li _ -> 0;
        };
    }

    @Override
    public void backward(SpikeCounts batch) {
        phases.add("backward");
    }

    /** Every value of the parameters becomes the number of updates. */
    @Override
    public void optimise(double learningRate, int samples) {
        phases.add("optimise");
        learningRates.add(learningRate);
        parameters = options.initial().parameters().stream()
                .map(t -> {
                    double[] values = new double[t.values().length];
                    Arrays.fill(values, valueAfterUpdate == null ? learningRates.size() : valueAfterUpdate);
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
    public List<PartialGradient> partialGradients() {
        return List.of();
    }

    @Override
    public List<Tensor> gradients() {
        return gradients;
    }

    @Override
    public void replaceGradients(List<Tensor> gradients) {
        phases.add("replace");
    }

    @Override
    public void close() {
        closed = true;
    }
}
