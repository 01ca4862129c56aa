package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.PartialGradient;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.Share;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.TrialRecords;
import dev.backspike.engine.TrialResult;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.OutcomeCounter;
import dev.backspike.engine.plan.Plan;
import dev.backspike.engine.plan.Slice;
import dev.backspike.engine.plan.SpikeCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock-driven engine in float for the CPU: any directed graph of connections between LIF and LI populations. The
 * phases are {@link Forward}, of which a thread takes a sample, {@link Backward}, of which it takes a block of samples,
 * and {@link Optimiser}, of which it takes a part of the weights.
 */
public final class CpuEngine implements Engine, TrialRecords {

    private final HostLayout layout;
    private final Parallel parallel;
    private final BooleanSupplier stop;
    private final Parameters parameters;
    private final Forward[] forwards;
    private final Gather gather;
    private final Backward backward;
    private final Optimiser optimiser;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;
    private Tape[] tapes = {};
    /** The share of the batch that the last forward pass ran; null before the first. */
    private @Nullable Share share;
    /** Whether the gradients of the parameters are those of a whole batch. */
    private boolean hasGradient;

    private long clamped;

    private CpuEngine(EngineOptions options, InnerLoops loops) {
        layout = new HostLayout(new Plan(options.network(), options.loss()));
        parallel = new Parallel(options.threads());
        stop = options.stop();
        parameters = new Parameters(layout, options.initial());
        forwards = new Forward[options.threads()];
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        Adjoint[] adjoints = new Adjoint[options.threads()];
        LinearReadout[] tables = Arrays.stream(layout.direct)
                .map(c -> LinearReadout.of(layout.plan.entry().profile(), c.form(), layout.steps))
                .toArray(LinearReadout[]::new);
        for (int t = 0; t < options.threads(); t++) {
            LossReadout readout = new LossReadout(layout, parameters, options.loss());
            DirectReadout direct = new DirectReadout(layout, loops, parameters.weights, tables);
            forwards[t] = new Forward(layout, loops, parameters, readout, direct, stop);
            adjoints[t] = new Adjoint(
                    layout,
                    loops,
                    parameters,
                    readout,
                    direct,
                    regularisation,
                    options.gradients().smallestSlope());
        }
        gather = new Gather(layout, loops, parameters);
        backward = new Backward(layout, adjoints, gather);
        optimiser = new Optimiser(options.optimiser(), options.gradients(), parameters.variables);
        stateShape = new StateShape(options.network(), Tensor.F32.class, optimiser.kept);
    }

    /** @throws dev.backspike.engine.UnsupportedNetworkException if the network is not one for this engine */
    public static CpuEngine create(EngineOptions options) {
        return create(options, LoopChoice.loops());
    }

    static CpuEngine create(EngineOptions options, InnerLoops loops) {
        EngineLimits.require(options, Solver.CLOCK);
        return new CpuEngine(options, loops);
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
    public BatchOutcome forward(Share samples) {
        Batch batch = samples.samples();
        batch.requireOf(layout.network);
        // Should a trial fail, no later phase may run on the tapes that it left half written.
        share = null;
        reserve(batch.size());
        SpikeCounter[] spikes = new SpikeCounter[parallel.threads()];
        Arrays.setAll(spikes, _ -> new SpikeCounter(layout.network));
        parallel.forEachUntil(stop, batch.size(), (k, thread) -> {
            forwards[thread].run(batch.data(), batch.samples()[k], tapes[k]);
            tapes[k].countInto(spikes[thread]);
        });
        share = samples;
        OutcomeCounter counter = new OutcomeCounter(layout.network, samples);
        for (int k = 0; k < batch.size(); k++) {
            counter.trial(tapes[k].loss, tapes[k].predicted == batch.data().label(batch.samples()[k]));
        }
        for (SpikeCounter counted : spikes) {
            counter.add(counted);
        }
        return counter.outcome();
    }

    @Override
    public TrialResult result(int trial) {
        Tape tape = tape(trial);
        return new TrialResult(tape.loss, tape.predicted, tape.readout.clone());
    }

    @Override
    public void spikes(int trial, int population, SpikeTrain into) {
        into.clear();
        SpikeList list = tape(trial).spikes[population];
        for (int n = 0; n <= layout.steps && list.count() > 0; n++) {
            for (int k = list.start[n]; k < list.start[n + 1]; k++) {
                into.add(n * layout.network.dt(), list.neuron[k]);
            }
        }
    }

    private Tape tape(int trial) {
        if (share == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        return tapes[Objects.checkIndex(trial, share.size())];
    }

    @Override
    public void backward(SpikeCounts batch) {
        if (share == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        hasGradient = false;
        regularisation.set(batch);
        backward.run(parallel, stop, tapes, share);
        clamped = 0;
        for (int k = 0; k < share.size(); k++) {
            clamped += tapes[k].clamped;
        }
        float[] whole = backward.sums().get(Blocks.ROOT);
        hasGradient = whole != null;
        if (whole != null) {
            gather.store(parallel, whole);
        }
    }

    @Override
    public List<PartialGradient> partialGradients() {
        List<PartialGradient> parts = new ArrayList<>();
        backward.sums().forEach((node, sums) -> {
            gather.store(parallel, sums);
            parts.add(new PartialGradient(node, readGradients()));
        });
        return parts;
    }

    @Override
    public List<Tensor> gradients() {
        requireGradient();
        return readGradients();
    }

    @Override
    public void replaceGradients(List<Tensor> gradients) {
        stateShape.requireGradients(gradients);
        Iterator<Tensor> next = gradients.iterator();
        forEachSlice((slice, k) -> {
            if (slice.parameter().learnable()) {
                slice.write(next.next(), parameters.variables.get(k).gradient());
            }
        });
        backward.release();
        hasGradient = true;
    }

    @Override
    public void optimise(double learningRate, int samples) {
        requireGradient();
        optimiser.run(parallel, learningRate, samples);
        parameters.refreshLearnt();
    }

    private void requireGradient() {
        if (!hasGradient) {
            throw new IllegalStateException("there is no gradient of a whole batch");
        }
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
        share = null;
        hasGradient = false;
    }

    @Override
    public List<Tensor> parameters() {
        List<Tensor> tensors = new ArrayList<>();
        forEachSlice((slice, k) -> tensors.add(
                slice.read(slice.parameter().name(), parameters.variables.get(k).values())));
        return tensors;
    }

    private List<Tensor> readGradients() {
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
                tapes[k] = new Tape(layout, parameters);
            }
        }
    }
}
