package dev.backspike.engine.cuda;

import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.RateRegularisation;
import dev.backspike.engine.clock.LinearReadout;
import dev.backspike.engine.cuda.driver.CompiledKernels;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import dev.backspike.engine.cuda.driver.KernelClock;
import dev.backspike.engine.cuda.driver.Resources;
import dev.backspike.engine.cuda.driver.Streams;
import dev.backspike.engine.cuda.source.Channel;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.cuda.source.KernelSource;
import dev.backspike.engine.cuda.source.LossDrive;
import dev.backspike.engine.plan.Plan;
import java.util.List;
import java.util.function.Function;

/** One network on a device: its kernels, its parameters, and all that the phases hold there. */
final class DeviceNetwork implements AutoCloseable {

    final Device device;
    final Streams streams;
    /** Threads of the host that pack batches. */
    final Parallel parallel;

    final KernelClock clock;
    final Parameters parameters;
    final Adjoint adjoint;
    final Optimiser optimiser;
    final Pieces pieces;
    private final Resources resources = new Resources();

    /**
     * @throws MissingCudaException if there is no NVRTC
     * @throws DeviceMemoryException if the network does not fit in the device's memory
     * @throws dev.backspike.engine.UnsupportedNetworkException if a block's shared memory does not hold its layers
     */
    DeviceNetwork(EngineOptions options, CudaSettings settings, RateRegularisation regularisation, DevicePlace place) {
        DeviceLayout layout = new DeviceLayout(new Plan(options.network(), options.loss()));
        KernelSource source = KernelSource.of(layout, options);
        try {
            device = resources.add(Device.open(place.index(), place.mostBytes()));
            device.requireSharedMemory(Math.max(source.forwardShared(), source.adjointShared()));
            MemoryNeed.of(layout, source, options, settings).require(device.name(), device.freeBytes());
            CompiledKernels kernels = resources.add(CompiledKernels.of(source.text(), settings.compiler(), device));
            clock = kernels.clock();
            streams = resources.add(Streams.open());
            parallel = resources.add(new Parallel(options.threads()));
            parameters = resources.add(new Parameters(
                    device,
                    layout,
                    kernels.kernel("derive", KernelSource.OPTIMISER_THREADS, 0, device),
                    source.derived(),
                    LossDrive.of(layout),
                    options.initial(),
                    streams.work()));
            Tape tape = resources.add(new Tape(device, layout, settings.firstCapacity()));
            Forward forward = resources.add(new Forward(
                    device,
                    layout,
                    kernels.kernel("forward", source.threads(), source.forwardShared(), device),
                    parameters,
                    table(layout, "the readout's r", LinearReadout::r),
                    tape,
                    source.ring()));
            adjoint = resources.add(new Adjoint(
                    device,
                    layout,
                    kernels.kernel("adjoint", source.threads(), source.adjointShared(), device),
                    parameters,
                    table(layout, "the readout's q", LinearReadout::q),
                    tape));
            Gather gather = resources.add(new Gather(
                    device,
                    kernels.kernel("gather", KernelSource.WARP * KernelSource.GATHER_WARPS, 0, device),
                    source.gatherBlocks(),
                    tape,
                    adjoint.trace,
                    parameters,
                    layout.slices.taus()));
            optimiser = resources.add(new Optimiser(
                    options.optimiser(),
                    options.gradients(),
                    layout.plan.parameters().getFirst(),
                    layout.slices.learnt(),
                    parameters,
                    kernels,
                    device,
                    streams.work()));
            pieces = resources.add(new Pieces(
                    device, layout, settings, parallel, streams, tape, forward, adjoint, gather, regularisation));
        } catch (RuntimeException | Error e) {
            resources.closeAfter(e);
            throw e;
        }
    }

    @Override
    public void close() {
        resources.close();
    }

    /** {@code [direct currents][steps + 1]} */
    private DeviceArray table(DeviceLayout layout, String what, Function<LinearReadout, float[]> part) {
        int length = layout.steps + 1;
        List<Channel> direct = layout.direct();
        float[] values = new float[direct.size() * length];
        for (int d = 0; d < direct.size(); d++) {
            LinearReadout readout = LinearReadout.of(
                    layout.plan.entry().profile(), direct.get(d).form(), layout.steps);
            System.arraycopy(part.apply(readout), 0, values, d * length, length);
        }
        DeviceArray array = resources.add(new DeviceArray(device, what, (long) Float.BYTES * values.length));
        array.set(values, streams.work());
        return array;
    }
}
