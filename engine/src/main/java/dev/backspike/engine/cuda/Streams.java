package dev.backspike.engine.cuda;

import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * What the device works off in order, two lines side by side.
 *
 * @param work kernels, and copies of what they show
 * @param copies of batches to the device
 */
record Streams(CUstream work, CUstream copies) implements AutoCloseable {

    static Streams open() {
        CUstream work = stream();
        try {
            return new Streams(work, stream());
        } catch (RuntimeException e) {
            JCudaDriver.cuStreamDestroy(work);
            throw e;
        }
    }

    private static CUstream stream() {
        CUstream stream = new CUstream();
        Device.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "making a stream");
        return stream;
    }

    /** Until the kernels are done. */
    void await() {
        Device.check(JCudaDriver.cuStreamSynchronize(work), "waiting for the device");
    }

    @Override
    public void close() {
        try {
            Device.check(JCudaDriver.cuStreamDestroy(copies), "ending a stream");
        } finally {
            Device.check(JCudaDriver.cuStreamDestroy(work), "ending a stream");
        }
    }
}
