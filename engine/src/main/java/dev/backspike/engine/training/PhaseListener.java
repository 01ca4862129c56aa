package dev.backspike.engine.training;

import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;

/** Receives the duration of the phases of trainings. Called by several threads at once if several jobs train. */
public interface PhaseListener {

    /** Ignores all durations. */
    PhaseListener NONE = new PhaseListener() {
        @Override
        public void trained(int samples, long nanos, PhaseTimes times, Engine engine) {}

        @Override
        public void evaluated(long nanos) {}
    };

    /**
     * Called after each batch.
     *
     * @param samples in the batch
     * @param nanos duration of the whole training step by the host's clock
     * @param times durations of its phases
     * @param engine that ran it
     */
    void trained(int samples, long nanos, PhaseTimes times, Engine engine);

    /** Called after each evaluation of a split, with its duration. */
    void evaluated(long nanos);
}
