package dev.backspike.engine.training;

import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;

/**
 * How long the phases of one training take. Those of a GPU are timed by its own clock, since the host only queues them;
 * their times come in when the host has waited for the GPU, so a batch's backward phases count with the next batch.
 */
final class PhaseTiming {

    private final Engine engine;
    private final PhaseListener phases;
    /** Of a device, before an evaluation, until the next batch is recorded. */
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
        PhaseTimes byDevice = engine.takePhaseTimes();
        phases.trained(count, nanos, byDevice == null ? byHost : byDevice.plus(carried), engine);
        carried = PhaseTimes.NONE;
    }

    /** Before an evaluation: what the device has still to do for training counts there. */
    void evaluating() {
        engine.await();
        PhaseTimes byDevice = engine.takePhaseTimes();
        carried = byDevice == null ? PhaseTimes.NONE : carried.plus(byDevice);
    }

    /** What a device did for it is not part of any phase of training. */
    void evaluated(long nanos) {
        engine.takePhaseTimes();
        phases.evaluated(nanos);
    }
}
