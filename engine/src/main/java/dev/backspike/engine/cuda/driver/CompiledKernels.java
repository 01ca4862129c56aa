package dev.backspike.engine.cuda.driver;

import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;

import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled kernels of one network on one device. */
public final class CompiledKernels implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CompiledKernels.class);

    /** The shared memory that a block may have without requesting more. */
    private static final int COMMON_SHARED_MEMORY = 48 << 10;

    private final CUmodule module = new CUmodule();
    private final KernelClock clock = new KernelClock();

    public CompiledKernels(byte[] code) {
        DriverErrors.check(JCudaDriver.cuModuleLoadData(module, code), "loading the compiled kernels");
    }

    /** The kernels of a source, which is compiled unless that has been done before. */
    public static CompiledKernels of(String source, Compiler compiler, Device device) {
        byte[] code = compiler.compile(source, device.architecture());
        try {
            return new CompiledKernels(code);
        } catch (DamagedCodeException e) {
            log.warn("the cached kernels are damaged; compiling them again: {}", e.getMessage());
            compiler.forget(source, device.architecture());
            return new CompiledKernels(compiler.compile(source, device.architecture()));
        }
    }

    /** @param shared bytes of shared memory for a block */
    public Kernel kernel(String name, int threads, int shared, Device device) {
        CUfunction function = new CUfunction();
        DriverErrors.check(JCudaDriver.cuModuleGetFunction(function, module, name), "finding the kernel " + name);
        if (shared > COMMON_SHARED_MEMORY) {
            DriverErrors.check(
                    JCudaDriver.cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, shared),
                    "asking for " + shared + " bytes of shared memory for " + name);
        }
        return new Kernel(name, function, threads, shared, clock);
    }

    /** The clock that times their launches. */
    public KernelClock clock() {
        return clock;
    }

    @Override
    public void close() {
        clock.close();
        DriverErrors.check(JCudaDriver.cuModuleUnload(module), "unloading the kernels");
    }
}
