package dev.backspike.engine.cuda.driver;

/**
 * The two streams of an engine, which the device works off side by side.
 *
 * @param work kernels, and copies of their results
 * @param copies of batches to the device
 */
public record Streams(CudaStream work, CudaStream copies) implements AutoCloseable {

    public static Streams open() {
        CudaStream work = CudaStream.open();
        try {
            return new Streams(work, CudaStream.open());
        } catch (RuntimeException e) {
            work.close();
            throw e;
        }
    }

    /** Waits until the kernels are done. */
    public void await() {
        work.synchronize("waiting for the device");
    }

    @Override
    public void close() {
        try {
            copies.close();
        } finally {
            work.close();
        }
    }
}
