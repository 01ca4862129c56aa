package dev.backspike.engine;

import java.util.List;

/** The devices of one kind on which engines have proved to run on this machine. Thread-safe. */
public interface Accelerator {

    /** The devices, at least one. */
    List<Gpu> gpus();

    /**
     * Creates an engine on the device with the fewest engines; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     * @throws DeviceException if the device fails
     */
    Engine create(EngineOptions options);
}
