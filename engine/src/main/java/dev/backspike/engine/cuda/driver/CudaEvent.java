package dev.backspike.engine.cuda.driver;

import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** A mark in a stream, which occurs when the device reaches it. */
public final class CudaEvent implements AutoCloseable {

    private final CUevent event = new CUevent();

    private CudaEvent(int flags) {
        DriverErrors.check(JCudaDriver.cuEventCreate(event, flags), "making an event");
    }

    /** An event for streams to wait for; its time is not kept. */
    public static CudaEvent untimed() {
        return new CudaEvent(CUevent_flags.CU_EVENT_DISABLE_TIMING);
    }

    /** An event whose time can be read. */
    static CudaEvent timed() {
        return new CudaEvent(CUevent_flags.CU_EVENT_DEFAULT);
    }

    CUevent handle() {
        return event;
    }

    /** Puts the mark behind all that the stream was given before. */
    public void record(CudaStream stream) {
        DriverErrors.check(JCudaDriver.cuEventRecord(event, stream.handle()), "recording an event");
    }

    /** Milliseconds from this event to a later one, both of which have happened. */
    float millisecondsTo(CudaEvent later) {
        float[] ms = new float[1];
        DriverErrors.check(JCudaDriver.cuEventElapsedTime(ms, event, later.event), "reading the device's clock");
        return ms[0];
    }

    @Override
    public void close() {
        DriverErrors.check(JCudaDriver.cuEventDestroy(event), "ending an event");
    }
}
