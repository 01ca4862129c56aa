package dev.backspike.common.heap;

/** Guarded work needed more memory than the heap had left. */
public final class HeapExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The message is that of the error, such as {@code Java heap space}. */
    HeapExhaustedException(OutOfMemoryError cause) {
        super(cause.getMessage(), cause);
    }
}
