package dev.backspike.common.heap;

/** Guarded work needed more memory than the heap had left. */
public final class HeapExhaustedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Its message is that of the error: {@code Java heap space}, or what could not be allocated. */
    HeapExhaustedException(OutOfMemoryError cause) {
        super(cause.getMessage(), cause);
    }
}
