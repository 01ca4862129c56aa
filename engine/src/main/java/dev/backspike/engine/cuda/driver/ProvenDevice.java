package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.Gpu;

/**
 * A device that has proved to work: NVRTC compiled a kernel for it, and it ran the kernel with the right result.
 *
 * @param freeBytes the memory that was free then, with the context of this process there
 */
public record ProvenDevice(Gpu gpu, long freeBytes) {

    private static final int THREADS = 64;
    private static final String KERNEL = """
        extern "C" __global__ void prove(const float* in, float* out) {
            __shared__ float across[64];
            across[threadIdx.x] = in[threadIdx.x];
            __syncthreads();
            out[threadIdx.x] = 2 * across[63 - threadIdx.x] + expf(0.0f);
        }
        """;

    /**
     * Proves a device. What NVRTC compiled before does not count, since jobs have kernels of their own.
     *
     * @throws DeviceException if it does not work; the message names the device and the remedy
     */
    public static ProvenDevice of(int index, Compiler compiler) {
        try (Resources resources = new Resources()) {
            Device device = resources.add(Device.open(index));
            CompiledKernels kernels =
                    resources.add(new CompiledKernels(compiler.compileAgain(KERNEL, device.architecture())));
            CudaStream stream = resources.add(CudaStream.open());
            DeviceArray in = resources.add(new DeviceArray(device, "a kernel's input", THREADS * Float.BYTES));
            DeviceArray out = resources.add(new DeviceArray(device, "a kernel's output", THREADS * Float.BYTES));
            float[] values = new float[THREADS];
            for (int k = 0; k < THREADS; k++) {
                values[k] = k + 0.5f;
            }
            in.set(values, stream);
            kernels.kernel("prove", THREADS, 0, device).launch(1, stream, in.argument(), out.argument());
            requireResult(values, out.get(0, THREADS, stream), device);
            return new ProvenDevice(device.gpu(), device.memory().free());
        }
    }

    private static void requireResult(float[] in, float[] out, Device device) {
        for (int k = 0; k < THREADS; k++) {
            float expected = 2 * in[THREADS - 1 - k] + 1;
            if (out[k] != expected) {
                throw new DeviceException("a test kernel on " + device.name() + " computed " + out[k] + " instead of "
                        + expected + "; check the device with nvidia-smi -q, and its driver");
            }
        }
    }
}
