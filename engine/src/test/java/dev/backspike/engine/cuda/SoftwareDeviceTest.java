package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.engine.cuda.driver.CompiledKernels;
import dev.backspike.engine.cuda.driver.CudaStream;
import dev.backspike.engine.cuda.driver.Device;
import dev.backspike.engine.cuda.driver.DeviceArray;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the stand-in notices what would go wrong on a device, and computes what a device would. */
class SoftwareDeviceTest {

    private static final String RACE = """
        extern "C" __global__ void k(float* x) {
            extern __shared__ float s[];
            s[threadIdx.x] = threadIdx.x;
            BARRIER
            x[threadIdx.x] = s[(threadIdx.x + 37) % 64];
        }
        """;

    private SoftwareDevice device = SoftwareDevice.get();

    @BeforeEach
    void asAtFirst() {
        device = SoftwareDevice.get();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x[64] = 1;                                              | CUDA_ERROR_ILLEGAL_ADDRESS",
                "x[0] = x[1 << 20];                                      | CUDA_ERROR_ILLEGAL_ADDRESS",
                "x[-1] = 1;                                              | CUDA_ERROR_ILLEGAL_ADDRESS",
                "s[64] = 1;                                              | beyond its shared memory",
                "if (threadIdx.x < 32) { __syncthreads(); }              | while others wait at a barrier",
                "if (threadIdx.x % 32 == 0) { __ballot_sync(~0u, 1); }   | a lane in the mask",
                "x[0] = __shfl_sync(0xffffu, 1, 20);                     | mask",
            })
    void whatADeviceMayNotDoFails(String statement, String why) throws IOException {
        assertThat(KernelProgram.outputOf("", "kernel", statement))
                .contains("DeviceLostException")
                .contains(why);
    }

    @Test
    void anOrderOfThreadsShowsAMissingBarrier() {
        device.order(1);
        float[] racing = run(RACE.replace("BARRIER", ""));
        device.order(2);
        assertThat(run(RACE.replace("BARRIER", ""))).isNotEqualTo(racing);
        float[] right = run(RACE.replace("BARRIER", "__syncthreads();"));
        assertThat(right[0]).isEqualTo(37);
        device.order(3);
        assertThat(run(RACE.replace("BARRIER", "__syncthreads();"))).containsExactly(right);
    }

    @Test
    void warpFunctionsComputeWhatTheyDoOnADevice() {
        float[] x = run("""
            extern "C" __global__ void k(float* x) {
                int lane = threadIdx.x % 32;
                float sum = threadIdx.x;
                for (int by = 16; by > 0; by /= 2) {
                    sum += __shfl_xor_sync(~0u, sum, by);
                }
                unsigned odd = __ballot_sync(~0u, lane % 2);
                x[threadIdx.x] = lane == 0 ? sum : lane == 1 ? __popc(odd) : odd == 0xaaaaaaaau;
            }
            """);
        assertThat(x[0]).isEqualTo(496);
        assertThat(x[32]).isEqualTo(496 + 32 * 32);
        assertThat(x[1]).isEqualTo(16);
        assertThat(x[2]).isEqualTo(1);
    }

    @Test
    void freshMemoryIsNotANumber() {
        assertThat(run("extern \"C\" __global__ void k(float* x) {}")).containsOnly(Float.NaN);
    }

    /** Runs a kernel {@code k} with one block of 64 threads on 64 fresh floats. */
    static float[] run(String source) {
        try (Device opened = Device.open(0);
                CompiledKernels kernels =
                        new CompiledKernels(SoftwareDevice.settings().compiler().compile(source, 90));
                CudaStream stream = CudaStream.open();
                DeviceArray x = new DeviceArray(opened, "x", 64 * 4)) {
            kernels.kernel("k", 64, 64 * 4, opened).launch(1, stream, x.argument());
            return x.get(0, 64, stream);
        }
    }
}
