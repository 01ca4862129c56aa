package dev.backspike.engine.training;

import dev.backspike.engine.Engine;
import dev.backspike.engine.PhaseTimes;

/** Adds up all durations. */
final class RecordedPhases implements PhaseListener {

    int samples;
    PhaseTimes times = PhaseTimes.NONE;
    long evaluatedNanos;

    @Override
    public void trained(int count, long nanos, PhaseTimes ofBatch, Engine engine) {
        samples += count;
        times = times.plus(ofBatch);
    }

    @Override
    public void evaluated(long nanos) {
        evaluatedNanos += nanos;
    }
}
