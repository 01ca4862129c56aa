package dev.backspike.worker;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.Engines;
import dev.backspike.engine.Gpu;

/** The engines that a worker offers, by its configuration. */
final class WorkerEngines {

    private WorkerEngines() {}

    /** @throws NoWorkingDeviceException if the configuration requires a CUDA device, and none works */
    static EngineFactory of(WorkerProperties properties) {
        try {
            return Engines.offering(properties.device(), properties.slots());
        } catch (DeviceException e) {
            throw new NoWorkingDeviceException(e);
        }
    }

    /** The memory of the devices together, bytes. */
    static long deviceBytes(EngineFactory engines) {
        return engines.gpus().stream().mapToLong(Gpu::memory).sum();
    }
}
