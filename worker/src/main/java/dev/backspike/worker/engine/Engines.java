package dev.backspike.worker.engine;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.worker.engine.cpu.CpuEngine;
import dev.backspike.worker.engine.cuda.CudaEngine;
import dev.backspike.worker.engine.cuda.MissingCudaException;
import dev.backspike.worker.engine.event.EventEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines there are.
 *
 * @param cuda whether AUTO may take a CUDA device
 * @param asked the device that a job asks for
 */
public record Engines(boolean cuda, Device asked) implements EngineFactory {

    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    /** Of a machine without CUDA devices, or one whose devices are left alone. */
    public static Engines withoutCuda() {
        return new Engines(false, Device.AUTO);
    }

    /** All that this machine can run: looks for CUDA devices. */
    public static Engines ofThisMachine() {
        return new Engines(CudaEngine.devices() > 0, Device.AUTO);
    }

    /**
     * Those that a worker offers.
     *
     * @throws MissingCudaException if that is CUDA, and this machine has no device
     */
    public static Engines offering(Device device) {
        Engines engines = device == Device.CPU ? withoutCuda() : ofThisMachine();
        if (device == Device.CUDA && !engines.cuda()) {
            throw new MissingCudaException(
                    "this worker is to offer CUDA (backspike.worker.device=cuda), but its machine has no CUDA device"
                            + " that the driver reports");
        }
        return engines;
    }

    @Override
    public String device() {
        return cuda ? "cuda" : "cpu";
    }

    @Override
    public EngineFactory on(Device other) {
        return new Engines(cuda, other);
    }

    /**
     * The engine for a solver; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     */
    @Override
    public Engine create(EngineOptions options, Solver solver) {
        return switch (solver) {
            case EVENT -> exact(options);
            case CLOCK ->
                switch (asked) {
                    case CPU -> CpuEngine.create(options);
                    case CUDA -> CudaEngine.create(options);
                    case AUTO -> cuda ? best(options) : CpuEngine.create(options);
                };
        };
    }

    private Engine exact(EngineOptions options) {
        if (asked == Device.CUDA) {
            throw new UnsupportedNetworkException(
                    "/resources/device is cuda, which runs the clock solver only; take cpu or auto");
        }
        return EventEngine.create(options);
    }

    /** Layers that are too large for a block of the device, the CPU runs. */
    private static Engine best(EngineOptions options) {
        try {
            return CudaEngine.create(options);
        } catch (UnsupportedNetworkException e) {
            log.info("the CPU runs what CUDA does not: {}", e.getMessage());
            return CpuEngine.create(options);
        }
    }
}
