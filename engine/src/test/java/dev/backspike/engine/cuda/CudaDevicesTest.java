package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceException;
import dev.backspike.engine.DeviceMemoryException;
import dev.backspike.engine.DeviceRequest;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.TensorBits;
import dev.backspike.engine.cuda.driver.Compiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What a worker finds on machines whose driver, compiler or devices are out of order, and on which devices it runs. */
class CudaDevicesTest {

    private static final EngineOptions OPTIONS = KernelProgram.options();

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.backspike.engine");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private SoftwareDevice device = SoftwareDevice.get();

    @BeforeEach
    void listen() {
        device = SoftwareDevice.get();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void asAtFirst() {
        logger.detachAppender(log);
        SoftwareDevice.get();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cuInit=803                    | CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803) | restart the machine",
                "cuInit=804                    | (804)                                   | remove CUDA's"
                        + " forward-compat",
                "cuInit=802                    | (802)                                   | nvidia-fabricmanager",
                "cuInit=100                    | CUDA_ERROR_NO_DEVICE (100)              | CUDA_VISIBLE_DEVICES",
                "cuInit=34                     | (34)                                    | stub",
                "cuInit=999                    | (999)                                   | nvidia_uvm",
                "devices=0                     | CUDA_ERROR_NO_DEVICE (100)              | nvidia-smi",
                "cuDevicePrimaryCtxRetain=2    | CUDA_ERROR_OUT_OF_MEMORY (2)            | nvidia-smi shows which",
                "cuDevicePrimaryCtxRetain=46   | (46)                                    | nvidia-smi -c DEFAULT",
                "memory=100                    | CUDA_ERROR_OUT_OF_MEMORY (2)            | nvidia-smi shows which",
                "cuModuleLoadData=222          | (222)                                   | update the driver",
                "cuModuleLoadData=209          | (209)                                   | 12.8 or later",
                "cuLaunchKernel=701            | launching prove                         | (701)",
                "skip=1                        | a test kernel on software CUDA device   | computed NaN instead of",
            })
    void autoMeansCudaIfItWorks(String failure, String what, String remedy) {
        device.tell(failure);
        Engines engines = Engines.offering(Device.AUTO, 1);
        assertThat(engines.device()).isEqualTo("cpu");
        assertThat(engines.gpus()).isEmpty();
        assertThat(create(engines, DeviceRequest.of(Device.AUTO))).isEqualTo("cpu");
        assertThat(warnings()).singleElement().asString().contains("The CPU is used", what, remedy);

        assertThatThrownBy(() -> Engines.offering(Device.CUDA, 1))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(remedy);
        assertThat(Engines.offering(Device.CPU, 1).device()).isEqualTo("cpu");
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void aCompilerWithoutItsOtherLibraryDoesNotPassForOneThatWorks() {
        device.compiler(90, true);
        assertThat(Engines.offering(Device.AUTO, 1).device()).isEqualTo("cpu");
        assertThat(warnings()).singleElement().asString().contains("libnvrtc-builtins", "LD_LIBRARY_PATH");
    }

    @Test
    void aMachineWithADriverButNoNvrtcComputesOnTheCpu(@TempDir Path folder) throws IOException {
        SoftwareDevice.folder(folder, Map.of("libcuda.so.1", "libcuda.so.1"));
        String output = KernelProgram.outputOf(folder, "offer", "AUTO");
        assertThat(output).contains("device=cpu gpus=\n", "engine=cpu").containsOnlyOnce(" WARN ");
        assertThat(output).contains("libnvrtc.so.12 cannot be loaded", "nvidia-cuda-nvrtc-cu12");
        assertThat(KernelProgram.outputOf(folder, "offer", "CUDA"))
                .contains("refused=libnvrtc.so.12 cannot be loaded", "nvidia-cuda-nvrtc-cu12");
    }

    @Test
    void theCompilerOfCuda13IsNamed(@TempDir Path folder) throws IOException {
        SoftwareDevice.folder(folder, Map.of("libcuda.so.1", "libcuda.so.1", "libnvrtc.so.12", "libnvrtc.so.13"));
        String output = KernelProgram.outputOf(folder, "offer", "AUTO");
        assertThat(output).contains("device=cpu").containsOnlyOnce(" WARN ");
        assertThat(output).contains("; libnvrtc.so.13 does not replace it: install NVRTC of CUDA 12");
    }

    @Test
    void aMachineWithoutADriverIsNothingToWarnOf(@TempDir Path empty) throws IOException {
        assertThat(KernelProgram.outputOf(empty, "offer", "AUTO"))
                .contains("device=cpu", "libcuda.so.1 cannot be loaded")
                .doesNotContain(" WARN ");
        assertThat(KernelProgram.outputOf(empty, "offer", "CUDA")).contains("refused=libcuda.so.1 cannot be loaded");
    }

    @Test
    void hiddenDevicesAreLeftAlone() throws IOException {
        ProcessBuilder process = SoftwareDevice.process("", KernelProgram.command("offer", "AUTO"));
        process.environment().put("CUDA_VISIBLE_DEVICES", "");
        assertThat(KernelProgram.output(process))
                .contains("device=cpu", "CUDA_VISIBLE_DEVICES hides all devices")
                .doesNotContain(" WARN ");
    }

    @Test
    void aDeviceThatDoesNotWorkIsLeftOut() {
        device.tell("devices=3 cuDevicePrimaryCtxRetain:1=46");
        Engines engines = Engines.offering(Device.AUTO, 0);
        assertThat(engines.gpus()).extracting(Gpu::index).containsExactly(0);
        assertThat(warnings()).hasSize(2).allMatch(warning -> warning.contains("A CUDA device is left out"));
    }

    @Test
    void enginesSpreadOverTheDevices() {
        device.tell("devices=3");
        Engines engines = Engines.offering(Device.AUTO, 0);
        assertThat(engines.gpus()).extracting(Gpu::index).containsExactly(0, 1, 2);
        List<Engine> running = new ArrayList<>();
        try {
            for (int k = 0; k < 4; k++) {
                running.add(engines.on(DeviceRequest.of(Device.AUTO)).create(OPTIONS, Solver.CLOCK));
            }
            assertThat(running).extracting(CudaDevicesTest::index).containsExactly(0, 1, 2, 0);
            assertThat(List.of(device.allocated(0), device.allocated(1), device.allocated(2)))
                    .allMatch(bytes -> bytes > 0);
            running.remove(1).close();
            running.add(engines.create(OPTIONS, Solver.CLOCK));
            assertThat(index(running.getLast())).isEqualTo(1);
            train(running);
        } finally {
            running.forEach(Engine::close);
        }
        assertThat(List.of(device.allocated(0), device.allocated(1), device.allocated(2)))
                .containsOnly(0L);
    }

    /** All at once, as attempts of one worker do: a call on one device between two on another changes nothing. */
    private static void train(List<Engine> running) {
        List<List<String>> gradients = new ArrayList<>();
        Batch batch = Graph.randomSpikes(6, 13, 3, 40, 60, 5);
        List<BatchOutcome> outcomes =
                running.stream().map(engine -> engine.forward(batch)).toList();
        for (int k = 0; k < running.size(); k++) {
            running.get(k).backward(outcomes.get(k).counts());
        }
        for (Engine engine : running) {
            gradients.add(TensorBits.of(engine.gradients()));
        }
        assertThat(gradients).allMatch(gradients.getFirst()::equals);
    }

    @Test
    void slotsOfOneDeviceShareItsMemory() {
        long alone;
        try (Engine engine = CudaEngine.create(OPTIONS, SoftwareDevice.settings())) {
            engine.backward(
                    engine.forward(Graph.randomSpikes(6, 13, 3, 40, 60, 5)).counts());
            alone = device.allocated();
        }
        device.memory(2 * alone);
        Engines engines = Engines.offering(Device.AUTO, 4);
        try (Engine first = engines.create(OPTIONS, Solver.CLOCK);
                Engine second = engines.create(OPTIONS, Solver.CLOCK)) {
            for (Engine engine : List.of(first, second)) {
                long before = device.allocated();
                engine.backward(
                        engine.forward(Graph.randomSpikes(6, 13, 3, 40, 60, 5)).counts());
                engine.gradients();
                assertThat(device.allocated() - before).isPositive();
            }
            // Each of four slots may have a quarter, though half of it would be free.
            assertThat(device.allocated()).isLessThanOrEqualTo(2 * alone / 2);
        }
    }

    @Test
    void aShareThatIsTooSmallIsAnErrorThatNamesIt() {
        device.memory(40_000);
        Engines engines = Engines.offering(Device.CUDA, 8);
        assertThatThrownBy(() -> engines.on(DeviceRequest.of(Device.CUDA)).create(OPTIONS, Solver.CLOCK))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("free for it");
    }

    @Test
    void aFullCardSendsAJobOfDeviceAutoToTheCpuAndSaysWhy() {
        Engines engines = Engines.offering(Device.AUTO, 1);
        device.memory(device.allocated() + 10_000);
        List<String> reasons = new ArrayList<>();
        assertThat(create(engines, new DeviceRequest(Device.AUTO, 1, reasons::add)))
                .isEqualTo("cpu");
        assertThat(reasons).singleElement().asString().contains("CUDA does not work", "does not fit in the memory");
        assertThat(warnings()).singleElement().asString().contains("nvidia-smi shows which processes");
        assertThatThrownBy(() -> create(engines, DeviceRequest.of(Device.CUDA)))
                .isInstanceOf(DeviceMemoryException.class);
        assertThatThrownBy(() -> create(engines, new DeviceRequest(Device.AUTO, 2, reasons::add)))
                .as("a replica of a gang")
                .isInstanceOf(DeviceMemoryException.class);
        device.memory(1L << 30);
        assertThat(create(engines, DeviceRequest.of(Device.AUTO))).isEqualTo("cuda");
    }

    @Test
    void aDeviceNewerThanTheCompilerRunsPtx(@TempDir Path cache) {
        CudaSettings settings = new CudaSettings(new Compiler(cache), 1024, Integer.MAX_VALUE, 0.8);
        Batch batch = Graph.randomSpikes(6, 13, 3, 40, 60, 5);
        List<String> expected;
        try (Engine engine = CudaEngine.create(OPTIONS, settings)) {
            engine.backward(engine.forward(batch).counts());
            expected = TensorBits.of(engine.gradients());
        }
        device.tell("architecture=100");
        for (int k = 0; k < 2; k++) {
            try (Engine engine = CudaEngine.create(OPTIONS, settings)) {
                engine.backward(engine.forward(batch).counts());
                assertThat(TensorBits.of(engine.gradients())).isEqualTo(expected);
            }
        }
        assertThat(cache.toFile().list()).hasSize(2).anyMatch(file -> file.endsWith(".ptx"));
        assertThat(Engines.offering(Device.AUTO, 1).device()).isEqualTo("cuda");
        device.compiler(100, false);
        CudaEngine.create(OPTIONS, settings).close();
        assertThat(cache.toFile().list())
                .filteredOn(file -> file.endsWith(".cubin"))
                .hasSize(2);
    }

    private static int index(Engine engine) {
        return ((DeviceTelemetry) engine).gpu().index();
    }

    private static String create(Engines engines, DeviceRequest request) {
        try (Engine engine = engines.on(request).create(OPTIONS, Solver.CLOCK)) {
            return engine.name();
        }
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
