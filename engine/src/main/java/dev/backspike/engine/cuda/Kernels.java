package dev.backspike.engine.cuda;

import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;

import dev.backspike.engine.DeviceException;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled kernels of one network on one device. */
final class Kernels implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Kernels.class);

    /** What a block may have without being asked for. */
    private static final int COMMON_SHARED_MEMORY = 48 << 10;

    private final CUmodule module = new CUmodule();
    private final KernelClock clock = new KernelClock();

    Kernels(byte[] code) {
        Device.check(JCudaDriver.cuModuleLoadData(module, code), "loading the compiled kernels");
    }

    /** Of a source, compiled unless that has been done before. */
    static Kernels of(String source, Compiler compiler, Device device) {
        byte[] code = compiler.compile(source, device.architecture());
        try {
            return new Kernels(code);
        } catch (DeviceException e) {
            log.warn("compiled kernels are damaged and are compiled again: {}", e.getMessage());
            compiler.forget(source, device.architecture());
            return new Kernels(compiler.compile(source, device.architecture()));
        }
    }

    /** A kernel with the shape of its blocks. */
    static final class Kernel {

        private final String name;
        private final CUfunction function;
        private final int threads;
        private final int shared;
        private final KernelClock clock;

        private Kernel(String name, CUfunction function, int threads, int shared, KernelClock clock) {
            this.name = name;
            this.function = function;
            this.threads = threads;
            this.shared = shared;
            this.clock = clock;
        }

        /** @param parameters in the kernel's order */
        void launch(int blocks, CUstream stream, Pointer... parameters) {
            if (blocks > 0) {
                clock.start(name, stream);
                Device.check(
                        JCudaDriver.cuLaunchKernel(
                                function, blocks, 1, 1, threads, 1, 1, shared, stream, Pointer.to(parameters), null),
                        "launching " + name);
                clock.stop(stream);
            }
        }
    }

    /** @param shared bytes of shared memory for a block */
    Kernel kernel(String name, int threads, int shared, Device device) {
        CUfunction function = new CUfunction();
        Device.check(JCudaDriver.cuModuleGetFunction(function, module, name), "finding the kernel " + name);
        if (shared > COMMON_SHARED_MEMORY) {
            Device.check(
                    JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, shared),
                    "asking for " + shared + " bytes of shared memory for " + name);
        }
        return new Kernel(name, function, threads, shared, clock);
    }

    /** What times their launches. */
    KernelClock clock() {
        return clock;
    }

    static Pointer of(int value) {
        return Pointer.to(new int[] {value});
    }

    static Pointer of(float value) {
        return Pointer.to(new float[] {value});
    }

    static Pointer of(double value) {
        return Pointer.to(new double[] {value});
    }

    @Override
    public void close() {
        clock.close();
        Device.check(JCudaDriver.cuModuleUnload(module), "unloading the kernels");
    }
}
