package dev.backspike.engine.cuda;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineLimits;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.source.KernelSource;
import dev.backspike.engine.cuda.source.Layout;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.List;
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
    private final DeviceNetwork on;

    private CudaEngine(EngineOptions options, CudaSettings settings) {
        this.options = options;
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        on = new DeviceNetwork(options, settings, regularisation);
        stateShape = new StateShape(options.network(), Tensor.F32.class, on.optimiser.kept);
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
        return on.parallel.threads();
    }

    @Override
    public BatchOutcome forward(Batch samples) {
        samples.requireOf(options.network());
        on.device.use();
        BatchOutcome outcome = on.pieces.forward(samples);
        on.clock.collect();
        regularisation.set(outcome);
        return outcome;
    }

    /** Sums the gradient along where the batch's traces do not fit in the device's memory together. */
    @Override
    public void adjoint() {
        on.device.use();
        on.pieces.adjoint();
    }

    @Override
    public void gather() {
        on.device.use();
        on.pieces.gather();
    }

    @Override
    public void optimise(double learningRate) {
        on.device.use();
        on.optimiser.run(learningRate, on.streams.work());
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
    public DeviceMemory deviceMemory() {
        on.device.use();
        return Device.memory();
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

    @Override
    public List<Tensor> gradients() {
        on.device.use();
        return on.parameters.read(on.parameters.gradient, p -> p.name(), on.streams.work());
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
    }

    @Override
    public void close() {
        on.device.use();
        on.close();
    }
}
