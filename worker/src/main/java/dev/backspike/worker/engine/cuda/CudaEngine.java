package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.BatchOutcome;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.EngineState;
import dev.backspike.worker.engine.Parallel;
import dev.backspike.worker.engine.RateRegularisation;
import dev.backspike.worker.engine.StateShape;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.engine.clock.LinearReadout;
import dev.backspike.worker.engine.cuda.Layout.Channel;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock-driven engine in float for CUDA devices. The phases are {@link Forward}, {@link Adjoint}, {@link Gather}
 * and {@link Optimiser}. Parameters and the optimiser's moments stay on the device; a batch's spikes go in and its
 * losses and counts come out.
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
    private final CudaSettings settings;
    private final Layout layout;
    private final Rows rows;
    private final StateShape stateShape;
    private final RateRegularisation regularisation;
    private final Parallel parallel;
    private final Device device;
    private final CUstream work = new CUstream();
    private final CUstream copies = new CUstream();
    private final DeviceArray weights;
    private final DeviceArray gradient;
    private final Tape tape;
    private final Forward forward;
    private final Adjoint adjoint;
    private final Gather gather;
    private final Optimiser optimiser;
    /** The batch at hand, and the one that is being packed while the device still reads that. */
    private final InputSpikes[] inputs = new InputSpikes[2];

    private final Held held = new Held();

    private int batch;
    private int current;
    private int microBatch;

    private CudaEngine(EngineOptions options, CudaSettings settings) {
        this.options = options;
        this.settings = settings;
        layout = new Layout(options.network(), options.loss());
        rows = new Rows(layout);
        regularisation = new RateRegularisation(options.network(), options.regularisation());
        try {
            device = held.add(Device.open());
            requireMemory();
            KernelSource source = KernelSource.of(layout, options);
            Kernels kernels = held.add(Kernels.of(source.text(), settings.compiler(), device));
            stream(work);
            stream(copies);
            parallel = held.add(new Parallel(options.threads()));
            weights = held.add(new DeviceArray("weights", 4L * layout.weights));
            gradient = held.add(new DeviceArray("the gradient", 4L * layout.weights));
            gradient.clear(layout.weights, work);
            tape = held.add(new Tape(layout, options.loss(), settings.firstCapacity()));
            DeviceArray directR = table("the readout's r", LinearReadout::r);
            DeviceArray directQ = table("the readout's q", LinearReadout::q);
            int threads = source.threads();
            forward = held.add(new Forward(
                    layout,
                    kernels.kernel("forward", threads, source.forwardShared(), device),
                    weights,
                    directR,
                    tape));
            adjoint = held.add(new Adjoint(
                    layout,
                    kernels.kernel("adjoint", threads, source.adjointShared(), device),
                    weights,
                    directQ,
                    tape,
                    regularisation));
            gather = new Gather(
                    kernels.kernel("gather", 32 * KernelSource.GATHER_WARPS, 0, device),
                    source.gatherBlocks(),
                    tape,
                    adjoint.trace,
                    gradient);
            optimiser = held.add(new Optimiser(
                    options.optimiser(),
                    options.gradients(),
                    layout.weights,
                    weights,
                    gradient,
                    kernels,
                    device,
                    work));
            inputs[0] = held.add(new InputSpikes(layout, options.threads()));
            inputs[1] = held.add(new InputSpikes(layout, options.threads()));
            stateShape = new StateShape(options.network(), Tensor.F32.class, optimiser.kept);
            setInitial();
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
        CudaLimits.require(options);
        return new CudaEngine(options, settings);
    }

    /**
     * The kernels that would run, CUDA C++; needs no device.
     *
     * @throws UnsupportedNetworkException if the network is not one for this engine
     */
    public static String kernels(EngineOptions options) {
        CudaLimits.require(options);
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
        samples.requireOf(layout.network);
        device.use();
        batch = samples.size();
        current = 1 - current;
        inputs[current].pack(samples, parallel, copies);
        BatchOutcome outcome = forward.run(inputs[current], batch, work);
        regularisation.set(outcome);
        return outcome;
    }

    /**
     * With {@link #gather} interleaved where the batch's traces do not fit in the device's memory together: micro-batch
     * after micro-batch, with the same sums.
     */
    @Override
    public void adjoint() {
        device.use();
        tape.reserveBackward(batch);
        microBatch = reserveTraces();
        adjoint.start(work);
        for (int first = 0; first < batch; first += microBatch) {
            int trials = Math.min(microBatch, batch - first);
            adjoint.run(first, trials, work);
            if (microBatch < batch) {
                gather.run(inputs[current], first, trials, batch, work);
            }
        }
    }

    @Override
    public void gather() {
        device.use();
        if (microBatch >= batch) {
            gather.run(inputs[current], 0, batch, batch, work);
        }
    }

    @Override
    public void optimise(double learningRate) {
        device.use();
        optimiser.run(learningRate, work);
    }

    @Override
    public void await() {
        device.use();
        Device.check(JCudaDriver.cuStreamSynchronize(work), "waiting for the device");
    }

    @Override
    public long clampedSpikes() {
        if (options.gradients().smallestSlope() <= 0 || batch == 0) {
            return 0;
        }
        device.use();
        return adjoint.clamped(work);
    }

    @Override
    public List<Tensor> parameters() {
        return rows.read(download(weights), name -> name);
    }

    @Override
    public List<Tensor> gradients() {
        return rows.read(download(gradient), name -> name);
    }

    @Override
    public EngineState state() {
        List<List<Tensor>> each = new ArrayList<>();
        for (int m = 0; m < optimiser.moments.size(); m++) {
            String kept = optimiser.kept.get(m);
            each.add(rows.read(download(optimiser.moments.get(m)), name -> kept + "." + name));
        }
        List<Tensor> moments = new ArrayList<>();
        for (Connection c : layout.network.connections()) {
            each.forEach(of -> moments.add(of.get(c.index())));
        }
        return new EngineState(parameters(), moments, optimiser.updates);
    }

    @Override
    public void restore(EngineState state) {
        stateShape.require(state);
        device.use();
        weights.set(rows.write(state.parameters()), work);
        int kept = optimiser.moments.size();
        for (int m = 0; m < kept; m++) {
            List<Tensor> of = new ArrayList<>();
            for (Connection c : layout.network.connections()) {
                of.add(state.moments().get(c.index() * kept + m));
            }
            optimiser.moments.get(m).set(rows.write(of), work);
        }
        optimiser.updates = state.updates();
        batch = 0;
    }

    @Override
    public void close() {
        device.use();
        held.close();
    }

    /** How many trials' traces there is room for now: all, or as many as fit. */
    private int reserveTraces() {
        long each = Math.max(16, 4L * layout.trace);
        long room = (long) (settings.memoryShare() * Device.free()) + adjoint.trace.bytes();
        int trials = Math.clamp(room / each, 1, Math.min(batch, settings.mostTraces()));
        try {
            adjoint.trace.reserve(trials * each);
            return trials;
        } catch (DeviceMemoryException e) {
            // Free memory may be in pieces, or somebody else's by now.
            int fewer = Math.max(1, trials / 2);
            adjoint.trace.reserve(fewer * each);
            return fewer;
        }
    }

    /** Before anything is allocated or compiled. */
    private void requireMemory() {
        long perWeight = 2L + options.optimiser().moments().size();
        long needed = Float.BYTES * (perWeight * layout.weights + layout.trace);
        long free = Device.free();
        if (needed > free) {
            throw new DeviceMemoryException(
                    "the network's weights, gradient and moments and the trace of one trial need " + needed
                            + " bytes of memory on " + device.name() + ", which has " + free + " free");
        }
    }

    private void setInitial() {
        for (Parameter p : options.network().parameters()) {
            int values = options.initial().parameters().get(p.owner()).values().length;
            if (values != p.size()) {
                throw new IllegalArgumentException(
                        p.name() + " has " + p.size() + " values, the initial ones are " + values);
            }
        }
        weights.set(rows.write(options.initial().parameters()), work);
    }

    /** {@code [direct currents][steps + 1]} */
    private DeviceArray table(String what, Function<LinearReadout, float[]> part) {
        int length = layout.steps + 1;
        List<Channel> direct = layout.direct();
        float[] values = new float[direct.size() * length];
        for (int d = 0; d < direct.size() && options.loss() instanceof LossSpec.SumVoltage sum; d++) {
            LinearReadout readout =
                    LinearReadout.of(sum.profile(), direct.get(d).form(), layout.steps);
            System.arraycopy(part.apply(readout), 0, values, d * length, length);
        }
        DeviceArray array = held.add(new DeviceArray(what, (long) Float.BYTES * values.length));
        array.set(values, work);
        return array;
    }

    private float[] download(DeviceArray array) {
        device.use();
        return array.get(layout.weights, work);
    }

    private void stream(CUstream stream) {
        Device.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "making a stream");
        held.add(() -> Device.check(JCudaDriver.cuStreamDestroy(stream), "ending a stream"));
    }
}
