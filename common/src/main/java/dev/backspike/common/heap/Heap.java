package dev.backspike.common.heap;

import java.util.function.Supplier;

/**
 * The policy for an exhausted heap, and the one place that catches {@link OutOfMemoryError}. Work whose size a job or a
 * message determines runs guarded: once it has failed, its memory is free again, so the caller can report the failure
 * or retry. Anywhere else the error is a defect or a heap that is too small, and nothing catches it.
 */
public final class Heap {

    private Heap() {}

    /**
     * Runs the work.
     *
     * @throws HeapExhaustedException if the work needs more memory than is available
     */
    public static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw new HeapExhaustedException(e);
        }
    }
}
