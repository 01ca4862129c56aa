package dev.backspike.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.cpu.Variable.Slice;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The clock-driven engine in float for the CPU: any directed graph of connections between LIF and LI populations. The
 * phases are {@link Forward}, {@link Adjoint}, {@link Gather} and {@link Optimiser}; the first three take a sample per
 * thread, with {@link Backward} interleaving two of them, the last a part of the weights.
 */
public final class CpuEngine implements Engine {

    private final Layout layout;
    private final Parallel parallel;
    private final BooleanSupplier stop;
    private final Parameters parameters;
    private final Forward[] forwards;
    private final Gather gather;
    private final Backward backward;
    private final Optimiser optimiser;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;
    private final LossSpec loss;
    private Tape[] tapes = {};
    private int batch;
    private long clamped;

    private CpuEngine(EngineOptions options, Kernels kernels) {
        layout = new Layout(options.network(), options.loss());
        parallel = new Parallel(options.threads());
        stop = options.stop();
        parameters = new Parameters(layout, options.loss(), options.initial());
        forwards = new Forward[options.threads()];
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        loss = options.loss();
        Adjoint[] adjoints = new Adjoint[options.threads()];
        LinearReadout[] tables = Arrays.stream(layout.direct)
                .map(c -> LinearReadout.of(LossReadout.profile(options.loss()), c.form(), layout.steps))
                .toArray(LinearReadout[]::new);
        for (int t = 0; t < options.threads(); t++) {
            LossReadout readout = new LossReadout(layout, parameters, options.loss());
            DirectReadout direct = new DirectReadout(layout, kernels, parameters.weights, tables);
            forwards[t] = new Forward(layout, kernels, parameters, readout, direct, stop);
            adjoints[t] = new Adjoint(
                    layout,
                    kernels,
                    parameters,
                    readout,
                    direct,
                    regularisation,
                    options.gradients().smallestSlope());
        }
        gather = new Gather(layout, kernels, parameters, options.threads());
        backward = new Backward(layout, adjoints, gather);
        optimiser = new Optimiser(options.optimiser(), options.gradients(), parameters.variables);
        stateShape = new StateShape(options.network(), Tensor.F32.class, optimiser.kept);
    }

    /** @throws dev.backspike.engine.UnsupportedNetworkException if the network is not one for this engine */
    public static CpuEngine create(EngineOptions options) {
        return create(options, KernelChoice.kernels());
    }

    static CpuEngine create(EngineOptions options, Kernels kernels) {
        EngineLimits.require(options, Solver.CLOCK);
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
        samples.requireOf(layout.network);
        batch = samples.size();
        reserve(batch);
        parallel.forEachUntil(
                stop, batch, (k, thread) -> forwards[thread].run(samples.data(), samples.samples()[k], tapes[k]));
        BatchOutcome outcome = outcome();
        regularisation.set(outcome);
        return outcome;
    }

    /** Sums the gradient along, while the traces are in the cache: see {@link Backward}. */
    @Override
    public void adjoint() {
        backward.run(parallel, stop, tapes, batch);
        clamped = 0;
        for (int k = 0; k < batch; k++) {
            clamped += tapes[k].clamped;
        }
    }

    @Override
    public double gatherShare() {
        return backward.gatherShare();
    }

    @Override
    public void gather() {
        gather.finish(parallel, batch);
        DirectReadout.gradient(layout, parallel, tapes, batch, parameters.weightGradient);
        parameters.clearAbsent();
        sumTimeConstants();
    }

    private void sumTimeConstants() {
        for (int k = 0; k < parameters.variables.size(); k++) {
            Variable variable = parameters.variables.get(k);
            for (int j = 0; variable.ofTimeConstants() && variable.learnable() && j < variable.size(); j++) {
                double sum = 0;
                for (int trial = 0; trial < batch; trial++) {
                    sum += tapes[trial].tauGradients[k][j];
                }
                variable.gradient()[j] = (float) (sum / batch);
            }
        }
    }

    @Override
    public void optimise(double learningRate) {
        optimiser.run(parallel, learningRate);
        parameters.refreshLearnt();
    }

    @Override
    public long clampedSpikes() {
        return clamped;
    }

    @Override
    public EngineState state() {
        List<Tensor> moments = new ArrayList<>();
        forEachSlice((slice, k) -> {
            if (slice.parameter().learnable()) {
                for (int m = 0; m < optimiser.moments.length; m++) {
                    String name = StateShape.momentName(optimiser.kept.get(m), slice.parameter());
                    moments.add(slice.read(name, optimiser.moments[m][k]));
                }
            }
        });
        return new EngineState(parameters(), moments, optimiser.updates);
    }

    @Override
    public void restore(EngineState state) {
        stateShape.require(state);
        Iterator<Tensor> values = state.parameters().iterator();
        Iterator<Tensor> moments = state.moments().iterator();
        forEachSlice((slice, k) -> {
            slice.write(values.next(), parameters.variables.get(k).values());
            if (slice.parameter().learnable()) {
                for (float[][] moment : optimiser.moments) {
                    slice.write(moments.next(), moment[k]);
                }
            }
        });
        parameters.refresh();
        optimiser.updates = state.updates();
        batch = 0;
    }

    @Override
    public List<Tensor> parameters() {
        List<Tensor> tensors = new ArrayList<>();
        forEachSlice((slice, k) -> tensors.add(
                slice.read(slice.parameter().name(), parameters.variables.get(k).values())));
        return tensors;
    }

    @Override
    public List<Tensor> gradients() {
        List<Tensor> tensors = new ArrayList<>();
        forEachSlice((slice, k) -> {
            if (slice.parameter().learnable()) {
                tensors.add(slice.read(
                        slice.parameter().name(), parameters.variables.get(k).gradient()));
            }
        });
        return tensors;
    }

    private interface OfSlice {
        /** @param k index of its variable */
        void apply(Slice slice, int k);
    }

    private void forEachSlice(OfSlice body) {
        for (int k = 0; k < parameters.variables.size(); k++) {
            for (Slice slice : parameters.variables.get(k).slices()) {
                body.apply(slice, k);
            }
        }
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
                tapes[k] = new Tape(layout, parameters, loss);
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
}
