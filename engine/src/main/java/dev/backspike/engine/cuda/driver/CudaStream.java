package dev.backspike.engine.cuda.driver;

import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** A queue of copies and launches, which the device executes in order. */
public final class CudaStream implements AutoCloseable {

    private final CUstream stream = new CUstream();

    private CudaStream() {}

    /** Opens a stream that does not wait for the default stream. */
    public static CudaStream open() {
        CudaStream opened = new CudaStream();
        DriverErrors.check(
                JCudaDriver.cuStreamCreate(opened.stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "making a stream");
        return opened;
    }

    CUstream handle() {
        return stream;
    }

    /**
     * Waits until the device has done all that the stream was given.
     *
     * @param doing what that is, for the message of a failure
     */
    public void synchronize(String doing) {
        DriverErrors.check(JCudaDriver.cuStreamSynchronize(stream), doing);
    }

    /** Lets what the stream is given from now on wait until an event has happened; the host does not wait. */
    public void waitFor(CudaEvent event) {
        DriverErrors.check(JCudaDriver.cuStreamWaitEvent(stream, event.handle(), 0), "waiting for an event");
    }

    @Override
    public void close() {
        DriverErrors.check(JCudaDriver.cuStreamDestroy(stream), "ending a stream");
    }
}
