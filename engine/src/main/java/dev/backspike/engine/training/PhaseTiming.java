package dev.backspike.engine.training;

import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;

/**
 * Measures the duration of the phases of one job's training. Those of a GPU are timed by its own clock, since the host
 * only queues them; their times come in when the host has waited for the GPU, so a batch's backward phases count with
 * the next batch.
 */
final class PhaseTiming {

    private final Engine engine;
    private final PhaseListener phases;
    /** Times of a device from before an evaluation, until the next batch is recorded. */
    private PhaseTimes carried = PhaseTimes.NONE;

    PhaseTiming(Engine engine, PhaseListener phases) {
        this.engine = engine;
        this.phases = phases;
    }

    /**
     * After a batch.
     *
     * @param nanos that it took
     * @param byHost what the phases took by the host's clock, for engines that do not time them themselves
     */
    void trained(int count, long nanos, PhaseTimes byHost) {
        PhaseTimes times = engine instanceof DeviceTelemetry device
                ? device.takePhaseTimes().plus(carried).withReduce(byHost.reduce())
                : byHost;
        phases.trained(count, nanos, times, engine);
        carried = PhaseTimes.NONE;
    }

    /** Before an evaluation: what the device has still to do for training counts there. */
    void evaluating() {
        if (engine instanceof DeviceTelemetry device) {
            device.await();
            carried = carried.plus(device.takePhaseTimes());
        }
    }

    /** What a device did for it is not part of any phase of training. */
    void evaluated(long nanos) {
        if (engine instanceof DeviceTelemetry device) {
            device.takePhaseTimes();
        }
        phases.evaluated(nanos);
    }
}
