package dev.backspike.engine.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.engine.DeviceException;
import dev.backspike.engine.MissingCudaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverTest {

    private static final int[] NVRTC_12_6 = {50, 52, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90};
    private static final int[] NVRTC_12_9 = {50, 60, 70, 75, 80, 86, 89, 90, 100, 101, 103, 120, 121};

    @Test
    void jcudaHasNoLibrariesForAnArmMachine() {
        assertThatThrownBy(() -> Driver.requireArchitecture("Linux", "aarch64"))
                .isInstanceOf(MissingCudaException.class)
                .hasMessageContaining("x86-64 only, and this is Linux on aarch64; use the CPU");
        assertThatCode(() -> Driver.requireArchitecture("Linux", "amd64")).doesNotThrowAnyException();
    }

    /** The second attempt to use a class that could not be linked fails differently. */
    @Test
    void nativeLibrariesThatCannotBeLoadedAreAnErrorThatNamesTheFolder() {
        UnsatisfiedLinkError noExecution =
                new UnsatisfiedLinkError("\nlibJCudaDriver.so: failed to map segment from shared object");
        NoClassDefFoundError again = new NoClassDefFoundError("Could not initialize class jcuda.driver.JCudaDriver");
        for (LinkageError error : new LinkageError[] {noExecution, again}) {
            assertThatThrownBy(() -> Driver.link(() -> {
                        throw error;
                    }))
                    .isInstanceOf(MissingCudaException.class)
                    .hasMessageContaining(String.valueOf(error.getMessage()).strip())
                    .hasMessageContaining("java.io.tmpdir");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "90, --gpu-architecture=sm_90",
        "86, --gpu-architecture=sm_86",
        "88, --gpu-architecture=compute_87",
        "100, --gpu-architecture=compute_90",
        "120, --gpu-architecture=compute_90"
    })
    void aDeviceThatNvrtcDoesNotKnowGetsPtxForTheNewestBeforeIt(int device, String option) {
        assertThat(Target.of(device, NVRTC_12_6).option()).isEqualTo(option);
    }

    @ParameterizedTest
    @CsvSource({"100, sm_100", "103, sm_103", "120, sm_120", "130, compute_121"})
    void theRecommendedNvrtcKnowsBlackwell(int device, String target) {
        assertThat(Target.of(device, NVRTC_12_9).option()).endsWith("=" + target);
    }

    @Test
    void aDeviceOlderThanAllThatNvrtcKnowsIsRefused() {
        assertThatThrownBy(() -> Target.of(37, NVRTC_12_6))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("[50, 52,")
                .hasMessageContaining("the device, 37; install an older NVRTC");
    }
}
