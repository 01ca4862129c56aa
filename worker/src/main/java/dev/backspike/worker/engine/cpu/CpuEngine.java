package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineLimits;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.EngineState;
import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.engine.cpu.Layout.Outgoing;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The clock-driven engine in float for the CPU: any directed graph of dense connections between LIF and LI populations.
 * The phases are {@link Forward}, {@link Adjoint}, {@link Gather} and {@link Optimiser}; the first three take a sample
 * per thread, with {@link Backward} interleaving two of them, the last a part of the weights.
 */
public final class CpuEngine implements Engine {

    /** Steps this long against a time constant leave nothing of a state in float, so that I - V cannot be recovered. */
    private static final double LONGEST_STEP = 40;

    private final Layout layout;
    private final Parallel parallel;
    private final float[] weights;
    private final float[] gradient;
    private final Forward[] forwards;
    private final Gather gather;
    private final Backward backward;
    private final Optimiser optimiser;
    private Tape[] tapes = {};
    private int batch;

    private CpuEngine(EngineOptions options, Kernels kernels) {
        layout = new Layout(options.network(), options.loss());
        parallel = new Parallel(options.threads());
        weights = Aligned.floats(layout.weights);
        gradient = Aligned.floats(layout.weights);
        forwards = new Forward[options.threads()];
        Adjoint[] adjoints = new Adjoint[options.threads()];
        for (int t = 0; t < options.threads(); t++) {
            LossReadout readout = new LossReadout(layout, options.loss());
            DirectReadout direct = new DirectReadout(layout, kernels, weights, readout);
            forwards[t] = new Forward(layout, kernels, weights, readout, direct);
            adjoints[t] = new Adjoint(layout, kernels, weights, readout, direct);
        }
        gather = new Gather(layout, kernels, gradient, options.threads());
        backward = new Backward(layout, adjoints, gather);
        optimiser = new Optimiser(options.optimiser(), options.gradients(), layout.weights);
        for (Connection connection : options.network().connections()) {
            set(connection, options.initial().parameters().get(connection.index()));
        }
    }

    /** @throws UnsupportedNetworkException if the network is not one for this engine */
    public static CpuEngine create(EngineOptions options) {
        return create(options, KernelChoice.kernels());
    }

    static CpuEngine create(EngineOptions options, Kernels kernels) {
        EngineLimits.require(options, Solver.CLOCK);
        Network network = options.network();
        for (Connection connection : network.connections()) {
            double shortest = Math.min(connection.tauSyn().value(), Layout.tauMem(connection.to()));
            if (network.dt() > LONGEST_STEP * shortest) {
                throw new UnsupportedNetworkException("dt (" + network.dt() + " ms) is more than " + LONGEST_STEP
                        + " times a time constant (" + shortest + " ms) of the connection from "
                        + connection.from().name() + " to " + connection.to().name());
            }
        }
        return new CpuEngine(options, kernels);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int threads() {
        return parallel.threads();
    }

    @Override
    public BatchOutcome forward(Batch samples) {
        if (samples.data().units() != layout.network.input().size()) {
            throw new IllegalArgumentException("the data has " + samples.data().units()
                    + " units, the input population " + layout.network.input().size());
        }
        batch = samples.size();
        reserve(batch);
        parallel.forEach(batch, (k, thread) -> forwards[thread].run(samples.data(), samples.samples()[k], tapes[k]));
        return outcome();
    }

    /** Sums the gradient along, while the traces are in the cache: see {@link Backward}. */
    @Override
    public void adjoint() {
        backward.run(parallel, tapes, batch);
    }

    @Override
    public double gatherShare() {
        return backward.gatherShare();
    }

    @Override
    public void gather() {
        gather.finish(parallel, batch);
        DirectReadout.gradient(layout, parallel, tapes, batch, gradient);
    }

    @Override
    public void optimise(double learningRate) {
        optimiser.run(parallel, weights, gradient, learningRate);
    }

    @Override
    public long clampedSpikes() {
        return 0;
    }

    @Override
    public EngineState state() {
        List<Tensor> moments = new ArrayList<>();
        List<Tensor> m = tensors(optimiser.m);
        List<Tensor> v = optimiser.v.length == 0 ? List.of() : tensors(optimiser.v);
        for (int k = 0; k < m.size(); k++) {
            moments.add(named("m.", m.get(k)));
            if (!v.isEmpty()) {
                moments.add(named("v.", v.get(k)));
            }
        }
        return new EngineState(parameters(), moments, optimiser.step);
    }

    private static Tensor named(String prefix, Tensor tensor) {
        return new Tensor.F32(prefix + tensor.name(), tensor.shape(), ((Tensor.F32) tensor).values());
    }

    @Override
    public void restore(EngineState state) {
        for (Connection connection : layout.network.connections()) {
            int k = connection.index();
            put(connection, state.parameters().get(k), weights);
            int perParameter = optimiser.v.length == 0 ? 1 : 2;
            put(connection, state.moments().get(perParameter * k), optimiser.m);
            if (perParameter == 2) {
                put(connection, state.moments().get(2 * k + 1), optimiser.v);
            }
        }
        optimiser.step = Math.toIntExact(state.updates());
        batch = 0;
    }

    private void put(Connection connection, Tensor tensor, float[] into) {
        float[] values = ((Tensor.F32) tensor).values();
        int columns = connection.to().size();
        for (int i = 0; i < connection.from().size(); i++) {
            System.arraycopy(values, i * columns, into, at(layout.of(connection), i), columns);
        }
    }

    @Override
    public List<Tensor> parameters() {
        return tensors(weights);
    }

    @Override
    public List<Tensor> gradients() {
        return tensors(gradient);
    }

    @Override
    public void close() {
        parallel.close();
    }

    private void reserve(int trials) {
        int have = tapes.length;
        if (have < trials) {
            tapes = Arrays.copyOf(tapes, trials);
            for (int k = have; k < trials; k++) {
                tapes[k] = new Tape(layout);
            }
        }
    }

    private BatchOutcome outcome() {
        double loss = 0;
        int correct = 0;
        long[] spikes = new long[layout.network.populations().size()];
        int[][] neuronSpikes = layout.network.populations().stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
        for (int k = 0; k < batch; k++) {
            loss += tapes[k].loss;
            correct += tapes[k].correct ? 1 : 0;
            for (int p = 0; p < spikes.length; p++) {
                SpikeList list = tapes[k].spikes[p];
                spikes[p] += list.count();
                if (layout.network.populations().get(p).spiking()) {
                    for (int s = 0; s < list.count(); s++) {
                        neuronSpikes[p][list.neuron[s]]++;
                    }
                }
            }
        }
        return new BatchOutcome(batch, loss, correct, spikes, neuronSpikes);
    }

    private void set(Connection connection, Tensor.F64 values) {
        if (values.values().length != connection.weights()) {
            throw new IllegalArgumentException(connection.weightName() + " has " + connection.weights()
                    + " values, the initial ones are " + values.values().length);
        }
        Outgoing rows = layout.of(connection);
        int columns = connection.to().size();
        for (int i = 0; i < connection.from().size(); i++) {
            for (int j = 0; j < columns; j++) {
                weights[at(rows, i) + j] = (float) values.values()[i * columns + j];
            }
        }
    }

    private List<Tensor> tensors(float[] from) {
        List<Tensor> tensors = new ArrayList<>();
        for (Connection connection : layout.network.connections()) {
            Outgoing rows = layout.of(connection);
            int columns = connection.to().size();
            float[] values = new float[connection.weights()];
            for (int i = 0; i < connection.from().size(); i++) {
                System.arraycopy(from, at(rows, i), values, i * columns, columns);
            }
            tensors.add(new Tensor.F32(
                    connection.weightName(), new int[] {connection.from().size(), columns}, values));
        }
        return tensors;
    }

    private static int at(Outgoing rows, int neuron) {
        Layout.Channel channel = rows.channel();
        return channel.weightBase() + (rows.firstRow() + neuron) * channel.stride();
    }
}
