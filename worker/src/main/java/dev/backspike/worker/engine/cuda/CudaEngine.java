package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.DeviceMemory;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineLimits;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.EngineState;
import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.PhaseTimes;
import dev.backspike.worker.engine.RateRegularisation;
import dev.backspike.worker.engine.StateShape;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.engine.clock.LinearReadout;
import dev.backspike.worker.engine.cuda.Layout.Channel;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock-driven engine in float for CUDA devices. The phases are {@link Forward}, {@link Adjoint}, {@link Gather}
 * and {@link Optimiser}, the first three as {@link Pieces} calls them. Parameters and the optimiser's moments stay on
 * the device; a batch's spikes go in and its losses and counts come out.
 *
 * <p>Only {@link #forward} waits for the device, since it has a result. The other phases are queued behind it, so that
 * while the device works on them, the caller packs the next batch and its copy runs beside:
 *
 * <pre>
 * host             pack 1 | wait ...  |adjoint, gather, optimise| pack 2 | wait ...
 * stream copies           copy 1                                         copy 2
 * stream work             ....... forward 1 | adjoint 1 | gather 1 | optimise 1 | forward 2
 * </pre>
 */
public final class CudaEngine implements Engine {

    private static final Logger log = LoggerFactory.getLogger(CudaEngine.class);

    private final EngineOptions options;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;
    private final Parallel parallel;
    private final Device device;
    private final Streams streams;
    private final KernelClock clock;
    private final Parameters parameters;
    private final Adjoint adjoint;
    private final Pieces pieces;
    private final Optimiser optimiser;
    private final Held held = new Held();

    private CudaEngine(EngineOptions options, CudaSettings settings) {
        this.options = options;
        Layout layout = new Layout(options.network(), options.loss());
        KernelSource source = KernelSource.of(layout, options);
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        try {
            device = held.add(Device.open());
            device.require(source);
            MemoryNeed.of(layout, source, options, settings).require(device.name(), Device.memory());
            Kernels kernels = held.add(Kernels.of(source.text(), settings.compiler(), device));
            clock = kernels.clock();
            streams = held.add(Streams.open());
            parallel = held.add(new Parallel(options.threads()));
            parameters = held.add(new Parameters(
                    layout,
                    kernels.kernel("derive", KernelSource.OPTIMISER_THREADS, 0, device),
                    source.derived(),
                    LossText.drives(layout, options.loss()),
                    options.initial(),
                    streams.work()));
            Tape tape = held.add(new Tape(layout, options.loss(), settings.firstCapacity()));
            Forward forward = held.add(new Forward(
                    layout,
                    kernels.kernel("forward", source.threads(), source.forwardShared(), device),
                    parameters,
                    table(layout, "the readout's r", LinearReadout::r),
                    tape,
                    source.ring()));
            adjoint = held.add(new Adjoint(
                    layout,
                    kernels.kernel("adjoint", source.threads(), source.adjointShared(), device),
                    parameters,
                    table(layout, "the readout's q", LinearReadout::q),
                    tape,
                    regularisation));
            Gather gather = held.add(new Gather(
                    kernels.kernel("gather", KernelSource.WARP * KernelSource.GATHER_WARPS, 0, device),
                    source.gatherBlocks(),
                    tape,
                    adjoint.trace,
                    parameters,
                    layout.learnt - layout.tauBase));
            optimiser = held.add(new Optimiser(
                    options.optimiser(),
                    options.gradients(),
                    layout.learnt,
                    parameters,
                    kernels,
                    device,
                    streams.work()));
            pieces = held.add(new Pieces(layout, settings, parallel, streams, tape, forward, adjoint, gather));
            stateShape = new StateShape(options.network(), Tensor.F32.class, optimiser.kept);
        } catch (RuntimeException | Error e) {
            held.closeAfter(e);
            throw e;
        }
    }

    /**
     * On the machine's first CUDA device.
     *
     * @throws UnsupportedNetworkException if the network is not one for this engine
     * @throws MissingCudaException if there is no driver, device or NVRTC
     * @throws DeviceMemoryException if the network does not fit in the device's memory
     */
    public static CudaEngine create(EngineOptions options) {
        return create(options, CudaSettings.usual());
    }

    static CudaEngine create(EngineOptions options, CudaSettings settings) {
        EngineLimits.require(options, Solver.CLOCK);
        return new CudaEngine(options, settings);
    }

    /**
     * The kernels that would run, CUDA C++; needs no device.
     *
     * @throws UnsupportedNetworkException if the network is not one for this engine
     */
    public static String kernels(EngineOptions options) {
        EngineLimits.require(options, Solver.CLOCK);
        return KernelSource.of(new Layout(options.network(), options.loss()), options)
                .text();
    }

    /**
     * How many CUDA devices this machine has. 0 if it has no driver either: that is no error where CUDA is optional.
     */
    public static int devices() {
        try {
            return Device.count();
        } catch (MissingCudaException e) {
            log.debug("no CUDA device", e);
            return 0;
        }
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int threads() {
        return parallel.threads();
    }

    @Override
    public BatchOutcome forward(Batch samples) {
        samples.requireOf(options.network());
        device.use();
        BatchOutcome outcome = pieces.forward(samples);
        clock.collect();
        regularisation.set(outcome);
        return outcome;
    }

    /** Sums the gradient along where the batch's traces do not fit in the device's memory together. */
    @Override
    public void adjoint() {
        device.use();
        pieces.adjoint();
    }

    @Override
    public void gather() {
        device.use();
        pieces.gather();
    }

    @Override
    public void optimise(double learningRate) {
        device.use();
        optimiser.run(learningRate, streams.work());
    }

    @Override
    public void await() {
        device.use();
        streams.await();
        clock.collect();
    }

    /** Of what the device has done when the last {@link #forward} or {@link #await} returned. */
    @Override
    public PhaseTimes takePhaseTimes() {
        return clock.take();
    }

    @Override
    public DeviceMemory deviceMemory() {
        device.use();
        return Device.memory();
    }

    @Override
    public long clampedSpikes() {
        if (options.gradients().smallestSlope() <= 0 || pieces.empty()) {
            return 0;
        }
        device.use();
        return adjoint.clamped(streams.work());
    }

    @Override
    public List<Tensor> parameters() {
        device.use();
        return parameters.read(streams.work());
    }

    @Override
    public List<Tensor> gradients() {
        device.use();
        return parameters.read(parameters.gradient, p -> p.name(), streams.work());
    }

    /** Moments are listed parameter by parameter. */
    @Override
    public EngineState state() {
        device.use();
        List<List<Tensor>> each = new ArrayList<>();
        for (int m = 0; m < optimiser.moments.size(); m++) {
            String kept = optimiser.kept.get(m);
            each.add(parameters.read(optimiser.moments.get(m), p -> StateShape.momentName(kept, p), streams.work()));
        }
        List<Tensor> moments = new ArrayList<>();
        for (int k = 0; !each.isEmpty() && k < each.getFirst().size(); k++) {
            for (List<Tensor> of : each) {
                moments.add(of.get(k));
            }
        }
        return new EngineState(parameters(), moments, optimiser.updates);
    }

    @Override
    public void restore(EngineState state) {
        stateShape.require(state);
        device.use();
        parameters.set(state.parameters(), streams.work());
        int kept = optimiser.moments.size();
        for (int m = 0; m < kept; m++) {
            List<Tensor> of = new ArrayList<>();
            for (int k = m; k < state.moments().size(); k += kept) {
                of.add(state.moments().get(k));
            }
            parameters.write(of, optimiser.moments.get(m), streams.work());
        }
        optimiser.updates = state.updates();
        pieces.forget();
    }

    @Override
    public void close() {
        device.use();
        held.close();
    }

    /** {@code [direct currents][steps + 1]} */
    private DeviceArray table(Layout layout, String what, Function<LinearReadout, float[]> part) {
        int length = layout.steps + 1;
        List<Channel> direct = layout.direct();
        float[] values = new float[direct.size() * length];
        for (int d = 0; d < direct.size(); d++) {
            LinearReadout readout = LinearReadout.of(
                    LossText.profile(options.loss()), direct.get(d).form(), layout.steps);
            System.arraycopy(part.apply(readout), 0, values, d * length, length);
        }
        DeviceArray array = held.add(new DeviceArray(what, (long) Float.BYTES * values.length));
        array.set(values, streams.work());
        return array;
    }
}
