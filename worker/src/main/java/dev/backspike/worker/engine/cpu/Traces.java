package dev.backspike.worker.engine.cpu;

/**
 * lambda_I of the few trials that a thread takes through {@link Adjoint} and {@link Gather} before it takes the next:
 * so few that what the one writes is still in the cache when the other reads it. Trial k's is in {@link #array} from
 * {@link #base} on.
 */
final class Traces {

    /** Of all traces of a thread: a part of the last-level cache, of which other threads want theirs. */
    private static final int BYTES = 9 << 20;

    /** More trials at a time would save nothing: the gradient is read and written once for this many. */
    private static final int MOST = 4;

    final float[] array;
    private final int size;

    Traces(Layout layout) {
        size = layout.trace;
        array = Aligned.floats(trials(layout) * size);
    }

    /** How many trials a thread takes at a time. */
    static int trials(Layout layout) {
        return Math.clamp(BYTES / Float.BYTES / Math.max(1, layout.trace), 1, MOST);
    }

    int base(int trial) {
        return Aligned.LEAD + trial * size;
    }
}
