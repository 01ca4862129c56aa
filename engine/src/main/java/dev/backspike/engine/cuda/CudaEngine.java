package dev.backspike.engine.cuda;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.PartialGradient;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.Share;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.cuda.source.KernelSource;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clock-driven engine in float for CUDA devices. The phases are {@link Forward}, backward with {@link Adjoint} and
 * {@link Gather}, and {@link Optimiser}, the first two as {@link Pieces} calls them. Parameters and the optimiser's
 * moments stay on the device; a batch's spikes go in and its losses and counts come out.
 *
 * <p>Only {@link #forward} waits for the device, since it has a result. The other phases are queued behind it, so that
 * while the device works on them, the caller packs the next batch and its copy runs beside:
 *
 * <pre>
 * host             pack 1 | wait ...  | backward, optimise | pack 2 | wait ...
 * stream copies           copy 1                                  copy 2
 * stream work             ....... forward 1 | adjoint 1 | gather 1 | optimise 1 | forward 2
 * </pre>
 */
public final class CudaEngine implements Engine, DeviceTelemetry {

    private final EngineOptions options;
    private final DevicePlace place;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;
    private final DeviceNetwork on;
    /** The share of the batch that the last forward pass ran; null before the first. */
    private @Nullable Share last;
    /** The nodes of the tree of blocks for which the last backward pass holds sums. */
    private List<Integer> nodes = List.of();
    /** Whether the gradient is that of a whole batch. */
    private boolean hasGradient;

    private CudaEngine(EngineOptions options, CudaSettings settings, DevicePlace place) {
        this.options = options;
        this.place = place;
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        on = new DeviceNetwork(options, settings, regularisation, place);
        stateShape = new StateShape(options.network(), Tensor.F32.class, on.optimiser.kept);
    }

    static CudaEngine create(EngineOptions options, CudaSettings settings) {
        return create(options, settings, DevicePlace.FIRST);
    }

    /**
     * Creates an engine.
     *
     * @throws UnsupportedNetworkException if the network is not one for this engine
     * @throws MissingCudaException if there is no NVRTC
     * @throws DeviceMemoryException if the network does not fit in the memory
     */
    static CudaEngine create(EngineOptions options, CudaSettings settings, DevicePlace place) {
        EngineLimits.require(options, Solver.CLOCK);
        return new CudaEngine(options, settings, place);
    }

    /**
     * The kernels that would run, CUDA C++; needs no device.
     *
     * @throws UnsupportedNetworkException if the network is not one for this engine
     */
    public static String kernels(EngineOptions options) {
        EngineLimits.require(options, Solver.CLOCK);
        return KernelSource.of(new DeviceLayout(new Plan(options.network(), options.loss())), options)
                .text();
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int threads() {
        return on.parallel.threads();
    }

    @Override
    public BatchOutcome forward(Share share) {
        share.samples().requireOf(options.network());
        last = null;
        on.device.use();
        BatchOutcome outcome = on.pieces.forward(share);
        on.clock.collect();
        last = share;
        return outcome;
    }

    @Override
    public void backward(SpikeCounts batch) {
        if (last == null) {
            throw new IllegalStateException("there has been no forward pass");
        }
        nodes = List.of();
        hasGradient = false;
        regularisation.set(batch);
        on.device.use();
        on.parameters.reserveSums(Math.max(1, last.mostSums()), on.streams.work());
        on.pieces.backward();
        nodes = last.nodes();
        hasGradient = nodes.equals(List.of(Blocks.ROOT));
    }

    @Override
    public List<PartialGradient> partialGradients() {
        on.device.use();
        List<PartialGradient> parts = new ArrayList<>();
        for (int k = 0; k < nodes.size(); k++) {
            parts.add(new PartialGradient(nodes.get(k), on.parameters.readSum(k, on.streams.work())));
        }
        return parts;
    }

    @Override
    public List<Tensor> gradients() {
        requireGradient();
        on.device.use();
        return on.parameters.readSum(0, on.streams.work());
    }

    @Override
    public void replaceGradients(List<Tensor> gradients) {
        stateShape.requireGradients(gradients);
        on.device.use();
        on.parameters.write(gradients, on.parameters.gradient, on.streams.work());
        // The first of the sums has been overwritten.
        nodes = List.of();
        hasGradient = true;
    }

    @Override
    public void optimise(double learningRate, int samples) {
        requireGradient();
        on.device.use();
        on.optimiser.run(learningRate, samples, on.streams.work());
    }

    private void requireGradient() {
        if (!hasGradient) {
            throw new IllegalStateException("there is no gradient of a whole batch");
        }
    }

    @Override
    public void await() {
        on.device.use();
        on.streams.await();
        on.clock.collect();
    }

    /** Of what the device has done when the last {@link #forward} or {@link #await} returned. */
    @Override
    public PhaseTimes takePhaseTimes() {
        return on.clock.take();
    }

    @Override
    public Gpu gpu() {
        return on.device.gpu();
    }

    @Override
    public DeviceMemory deviceMemory() {
        on.device.use();
        return on.device.memory();
    }

    @Override
    public long clampedSpikes() {
        if (options.gradients().smallestSlope() <= 0 || on.pieces.empty()) {
            return 0;
        }
        on.device.use();
        return on.adjoint.clamped(on.streams.work());
    }

    @Override
    public List<Tensor> parameters() {
        on.device.use();
        return on.parameters.read(on.streams.work());
    }

    /** Moments are listed parameter by parameter. */
    @Override
    public EngineState state() {
        on.device.use();
        List<List<Tensor>> each = new ArrayList<>();
        for (int m = 0; m < on.optimiser.moments.size(); m++) {
            String kept = on.optimiser.kept.get(m);
            each.add(on.parameters.read(
                    on.optimiser.moments.get(m), p -> StateShape.momentName(kept, p), on.streams.work()));
        }
        List<Tensor> moments = new ArrayList<>();
        for (int k = 0; !each.isEmpty() && k < each.getFirst().size(); k++) {
            for (List<Tensor> of : each) {
                moments.add(of.get(k));
            }
        }
        return new EngineState(parameters(), moments, on.optimiser.updates);
    }

    @Override
    public void restore(EngineState state) {
        stateShape.require(state);
        on.device.use();
        on.parameters.set(state.parameters(), on.streams.work());
        int kept = on.optimiser.moments.size();
        for (int m = 0; m < kept; m++) {
            List<Tensor> of = new ArrayList<>();
            for (int k = m; k < state.moments().size(); k += kept) {
                of.add(state.moments().get(k));
            }
            on.parameters.write(of, on.optimiser.moments.get(m), on.streams.work());
        }
        on.optimiser.updates = state.updates();
        on.pieces.forget();
        last = null;
        hasGradient = false;
    }

    @Override
    public void close() {
        try {
            on.device.use();
            on.close();
        } finally {
            place.onClose().run();
        }
    }
}
