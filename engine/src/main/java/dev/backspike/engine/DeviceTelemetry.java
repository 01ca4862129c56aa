package dev.backspike.engine;

/**
 * Reports the state of the device on which an {@link Engine} runs, if it is not the host. Such an engine may only begin
 * a phase when its method returns, so the host's clock does not show how long the phase takes.
 */
public interface DeviceTelemetry {

    /** Waits for phases that have only begun; their failures are thrown here at the latest. */
    void await();

    /** Time that the device has worked on the phases since the last call, as far as that is known by now. */
    PhaseTimes takePhaseTimes();

    /** The device. */
    Gpu gpu();

    /** Memory of the device. */
    DeviceMemory deviceMemory();
}
