package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.MissingCudaException;
import dev.backspike.engine.TensorBits;
import dev.backspike.engine.cuda.driver.Compiler;
import dev.backspike.engine.cuda.driver.SystemLibrary;
import dev.backspike.engine.cuda.source.DeviceLayout;
import dev.backspike.engine.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaFailureTest {

    private static final LossSpec LOSS = new LossSpec.SumVoltage();
    private static final EngineOptions OPTIONS = Graph.tangled(1, LOSS).options(LOSS);
    private static final Batch BATCH = Graph.randomSpikes(6, 13, 3, 40, 60, 5);

    private SoftwareDevice device = SoftwareDevice.get();

    @BeforeEach
    @AfterEach
    void asAtFirst() {
        device = SoftwareDevice.get();
    }

    @Test
    void aNetworkThatDoesNotFitIsAnErrorOfMemoryAndLeavesNone() {
        long before = device.allocated();
        device.memory(before + 10_000);
        assertThatThrownBy(() -> CudaEngine.create(OPTIONS, SoftwareDevice.settings()))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("weights");
        assertThat(device.allocated()).isEqualTo(before);
    }

    @Test
    void tracesThatDoNotFitTogetherAreMadeInMicroBatches() {
        List<String> expected;
        long needed;
        try (Engine engine = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            expected = gradients(engine);
            needed = device.allocated();
        }
        long trace = 4L * new DeviceLayout(new Plan(OPTIONS.network(), LOSS)).trace;
        try (Engine poor = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            // What 80 % of the free memory holds is a few traces, not six.
            device.memory(needed - 3 * trace);
            long before = device.launches("adjoint");
            assertThat(gradients(poor)).isEqualTo(expected);
            assertThat(device.launches("adjoint") - before).isBetween(2L, 6L);
        }
    }

    @Test
    void ifFreeMemoryCannotBeHadASmallerMicroBatchIsTriedOnce() {
        DeviceLayout layout = new DeviceLayout(new Plan(OPTIONS.network(), LOSS));
        // A share of ten asks for more than there is, as where free memory is in pieces.
        CudaSettings usual = SoftwareDevice.settings();
        CudaSettings greedy = new CudaSettings(usual.compiler(), 1024, Integer.MAX_VALUE, 10);
        List<String> expected;
        try (Engine engine = CudaEngine.create(OPTIONS, usual)) {
            expected = gradients(engine);
        }
        try (Engine engine = CudaEngine.create(OPTIONS, greedy)) {
            engine.forward(BATCH);
            long rest = 200_000;
            device.memory(device.allocated() + rest + 4 * 4L * layout.trace);
            assertThat(gradients(engine)).isEqualTo(expected);
        }
    }

    /** Twice the forward pass, but no gradient or loss that differs in a bit. */
    @Test
    void aBatchWhoseTapeDoesNotFitIsTakenInPieces() {
        LossSpec loss = new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL);
        for (EngineOptions options : List.of(OPTIONS, Graph.everything(loss).options(loss))) {
            CudaSettings roomy = SoftwareDevice.settings(4096, Integer.MAX_VALUE);
            Observed expected;
            long needed;
            try (Engine engine = CudaEngine.create(options, roomy)) {
                long before = device.allocated();
                expected = observe(engine);
                needed = device.allocated() - before;
            }
            try (Engine poor = CudaEngine.create(options, roomy)) {
                device.memory(device.allocated() + needed / 2);
                long before = device.launches("forward");
                assertThat(observe(poor)).isEqualTo(expected);
                assertThat(device.launches("forward") - before).isBetween(3L, 12L);
                long again = device.launches("forward");
                assertThat(observe(poor)).isEqualTo(expected);
                assertThat(device.launches("forward") - again).isBetween(4L, 12L);
            }
            device.memory(1L << 30);
        }
    }

    @Test
    void ifNotEvenPiecesFitThatIsAnErrorOfMemoryAndTheEngineGoesOnWithMore() {
        try (Engine engine = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            List<String> expected = gradients(engine);
            engine.forward(BATCH);
            device.memory(1);
            Batch larger = Graph.randomSpikes(60, 13, 3, 40, 60, 5);
            assertThatThrownBy(() -> engine.forward(larger)).isInstanceOf(DeviceMemoryException.class);
            device.memory(1L << 30);
            assertThat(gradients(engine)).isEqualTo(expected);
        }
    }

    private record Observed(long loss, int correct, List<String> gradients) {}

    private static Observed observe(Engine engine) {
        BatchOutcome outcome = engine.forward(BATCH);
        engine.backward(outcome.counts());
        return new Observed(
                Double.doubleToLongBits(outcome.loss()), outcome.correct(), TensorBits.of(engine.gradients()));
    }

    /** By the error number of ECC, an illegal address, and a kernel that fails. */
    @ParameterizedTest
    @CsvSource({"214, CUDA_ERROR_ECC_UNCORRECTABLE", "700, CUDA_ERROR_ILLEGAL_ADDRESS", "719, CUDA_ERROR_LAUNCH_FAILED"
    })
    void aDeviceThatFailsIsLostUntilTheProcessEnds(int error, String name) throws IOException {
        assertThat(KernelProgram.outputOf("kernel:4=" + error, "train").lines())
                .anyMatch(line -> line.startsWith("lost=") && line.contains(name))
                .anyMatch(line -> line.startsWith("state fails: ") && line.contains(name))
                .anyMatch(line -> line.startsWith("close fails: ") && line.contains(name))
                .anyMatch(line -> line.startsWith("create fails: ") && line.contains(name))
                .noneMatch(line -> line.endsWith(" works"));
    }

    /** The clock has recorded an event before the launch, which the device then never reaches. */
    @Test
    void aLaunchThatTheDriverRefusesIsTheCauseThatIsSaid() {
        try (CudaEngine engine = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            List<String> expected = gradients(engine);
            device.tell("cuLaunchKernel=701");
            assertThatThrownBy(() -> engine.forward(BATCH))
                    .isExactlyInstanceOf(DeviceException.class)
                    .hasMessageContaining("launching forward: CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES");
            device = SoftwareDevice.get();
            engine.await();
            assertThat(gradients(engine)).isEqualTo(expected);
            engine.await();
            assertThat(engine.takePhaseTimes().forward()).isPositive();
        }
    }

    /** Only the piece at hand is repeated, and no time of the launch that failed is read. */
    @Test
    void aLaunchWithoutMemoryIsMadeAgainInSmallerPieces() {
        try (CudaEngine engine = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            List<String> expected = gradients(engine);
            device.tell("cuLaunchKernel=2");
            assertThatThrownBy(() -> engine.forward(BATCH)).isInstanceOf(DeviceMemoryException.class);
            device = SoftwareDevice.get();
            assertThat(gradients(engine)).isEqualTo(expected);
        }
    }

    @Test
    void aMissingLibraryIsNamedWithWhatToInstall() {
        SystemLibrary missing = new SystemLibrary("libcuda-not-here.so.1", Optional.empty(), "install the driver");
        assertThatThrownBy(missing::require)
                .isInstanceOf(MissingCudaException.class)
                .hasMessageStartingWith("libcuda-not-here.so.1 cannot be loaded")
                .hasMessageEndingWith(": install the driver");
        assertThat(SystemLibrary.COMPILER.remedy()).contains("nvidia-cuda-nvrtc-cu12");
        assertThat(SystemLibrary.DRIVER.remedy()).contains("nvidia-driver");
    }

    @Test
    void aSourceThatDoesNotCompileIsRefusedWithTheCompilersWords(@TempDir Path cache) {
        assertThatThrownBy(() -> new Compiler(cache).compile("extern \"C\" __global__ void k() { nonsense(); }", 90))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("sm_90");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void compiledCodeIsKeptForEachSourceAndArchitecture(@TempDir Path cache) {
        Compiler compiler = new Compiler(cache);
        String source = "extern \"C\" __global__ void k(int x) {}";
        byte[] first = compiler.compile(source, 90);
        assertThat(compiler.compile(source, 90)).isEqualTo(first);
        assertThat(cache).isDirectoryContaining("glob:**.cubin");
        assertThat(cache.toFile().list()).hasSize(1);
        compiler.compile(source, 80);
        compiler.compile(source + "\n", 90);
        assertThat(cache.toFile().list()).hasSize(3);
    }

    @Test
    void keptCodeThatIsDamagedIsCompiledAgain(@TempDir Path cache) throws IOException {
        CudaSettings settings = new CudaSettings(new Compiler(cache), 1024, Integer.MAX_VALUE, 0.8);
        CudaEngine.create(OPTIONS, settings).close();
        Path kept = cache.resolve(Objects.requireNonNull(cache.toFile().list())[0]);
        Files.write(kept, new byte[64]);
        try (Engine engine = CudaEngine.create(OPTIONS, settings)) {
            assertThat(gradients(engine)).isNotEmpty();
        }
        assertThat(kept).isNotEmptyFile();
        assertThat(Files.size(kept)).isGreaterThan(64);
    }

    private static List<String> gradients(Engine engine) {
        engine.backward(engine.forward(BATCH).counts());
        return TensorBits.of(engine.gradients());
    }
}
