package dev.backspike.engine.evaluation;

import java.util.function.BooleanSupplier;

/** The time until which an engine may run; engines ask it often and from any thread. */
final class Deadline implements BooleanSupplier {

    private volatile long nanos = System.nanoTime();

    /** Begins anew. */
    void in(double seconds) {
        nanos = System.nanoTime() + (long) (seconds * 1e9);
    }

    /** Whether it has passed. */
    @Override
    public boolean getAsBoolean() {
        return System.nanoTime() - nanos > 0;
    }
}
