package dev.backspike.engine.cuda.driver;

import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.JCudaDriver;

/** A function that runs on the device, with the shape of its blocks. */
public final class Kernel {

    private final String name;
    private final CUfunction function;
    private final int threads;
    private final int shared;
    private final KernelClock clock;

    /**
     * @param threads of a block
     * @param shared bytes of shared memory of a block
     * @param clock times the launches
     */
    Kernel(String name, CUfunction function, int threads, int shared, KernelClock clock) {
        this.name = name;
        this.function = function;
        this.threads = threads;
        this.shared = shared;
        this.clock = clock;
    }

    /**
     * Queues a launch behind what the stream was given before; without blocks there is nothing to do.
     *
     * @param arguments in the order of the kernel's parameters
     */
    public void launch(int blocks, CudaStream stream, Argument... arguments) {
        if (blocks > 0) {
            Pointer parameters =
                    Pointer.to(Arrays.stream(arguments).map(Argument::pointer).toArray(Pointer[]::new));
            clock.time(
                    name,
                    stream,
                    () -> DriverErrors.check(
                            JCudaDriver.cuLaunchKernel(
                                    function, blocks, 1, 1, threads, 1, 1, shared, stream.handle(), parameters, null),
                            "launching " + name));
        }
    }
}
