package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.DeviceRequest;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Engines;
import dev.backspike.engine.UnsupportedNetworkException;
import org.junit.jupiter.api.Test;

/** On a machine with a CUDA device, if only one of software. */
class DeviceChoiceTest {

    private static final LossSpec LOSS = new LossSpec.SumVoltage();
    private static final EngineOptions OPTIONS = Graph.tangled(1, LOSS).options(LOSS);

    private final Engines engines = engines();

    private static Engines engines() {
        SoftwareDevice.get();
        return Engines.offering(Device.AUTO, 1);
    }

    @Test
    void autoTakesCudaAndFallsBackToTheCpuForWhatCudaDoesNotRun() {
        assertThat(engines.device()).isEqualTo("cuda");
        assertThat(engine(engines.on(DeviceRequest.of(Device.AUTO)), OPTIONS)).isEqualTo("cuda");
        assertThat(engine(engines.on(DeviceRequest.of(Device.AUTO)), tooWide())).isEqualTo("cpu");
    }

    @Test
    void aJobGetsWhatItAsksFor() {
        assertThat(engine(engines.on(DeviceRequest.of(Device.CPU)), OPTIONS)).isEqualTo("cpu");
        assertThat(engine(engines.on(DeviceRequest.of(Device.CUDA)), OPTIONS)).isEqualTo("cuda");
        assertThatThrownBy(() -> engine(engines.on(DeviceRequest.of(Device.CUDA)), tooWide()))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageContaining("shared memory");
        assertThatThrownBy(() -> engines.on(DeviceRequest.of(Device.CUDA)).create(OPTIONS, Solver.EVENT))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageContaining("clock solver");
    }

    @Test
    void aWorkerThatIsToLeaveItsDevicesAloneDoes() {
        Engines none = Engines.offering(Device.CPU, 1);
        assertThat(none.device()).isEqualTo("cpu");
        assertThat(engine(none.on(DeviceRequest.of(Device.AUTO)), OPTIONS)).isEqualTo("cpu");
        assertThat(Engines.offering(Device.CUDA, 1).device()).isEqualTo("cuda");
    }

    private static String engine(EngineFactory factory, EngineOptions options) {
        try (Engine engine = factory.create(options, Solver.CLOCK)) {
            return engine.name();
        }
    }

    /** A layer whose adjoint needs more shared memory than a block of any device has. */
    private static EngineOptions tooWide() {
        return new Graph(1, 2, 1)
                .population("input", new NeuronSpec.Input(), 1)
                .population("wide", new NeuronSpec.Lif(20, 1, 0), 60_000)
                .population("output", new NeuronSpec.Li(20), 1)
                .connect("input", "wide", 5, 0, 0)
                .connect("wide", "output", 5, 0, 0)
                .options(LOSS);
    }
}
