package dev.backspike.worker.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineFactory;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.Engines;
import dev.backspike.worker.engine.UnsupportedNetworkException;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a machine with a CUDA device, if only one of software. */
class DeviceChoiceTest {

    private static final LossSpec LOSS = new LossSpec.SumVoltage();
    private static final EngineOptions OPTIONS = Graph.tangled(1, LOSS).options(LOSS);

    private final Engines engines = engines();

    private static Engines engines() {
        SoftwareDevice.get();
        return Engines.ofThisMachine();
    }

    @Test
    void autoTakesCudaAndFallsBackToTheCpuForWhatCudaDoesNotRun() {
        assertThat(engines.device()).isEqualTo("cuda");
        assertThat(engine(engines.on(Device.AUTO), OPTIONS)).isEqualTo("cuda");
        assertThat(engine(engines.on(Device.AUTO), delayed())).isEqualTo("cpu");
    }

    @Test
    void aJobGetsWhatItAsksFor() {
        assertThat(engine(engines.on(Device.CPU), OPTIONS)).isEqualTo("cpu");
        assertThat(engine(engines.on(Device.CUDA), OPTIONS)).isEqualTo("cuda");
        assertThatThrownBy(() -> engine(engines.on(Device.CUDA), delayed()))
                .isInstanceOf(UnsupportedNetworkException.class);
        assertThatThrownBy(() -> engines.on(Device.CUDA).create(OPTIONS, Solver.EVENT))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageContaining("clock solver");
    }

    @Test
    void aWorkerThatIsToLeaveItsDevicesAloneDoes() {
        Engines none = Engines.offering(Device.CPU);
        assertThat(none.device()).isEqualTo("cpu");
        assertThat(engine(none.on(Device.AUTO), OPTIONS)).isEqualTo("cpu");
        assertThat(Engines.offering(Device.CUDA).device()).isEqualTo("cuda");
    }

    private static String engine(EngineFactory factory, EngineOptions options) {
        try (Engine engine = factory.create(options, Solver.CLOCK)) {
            return engine.name();
        }
    }

    private static EngineOptions delayed() {
        Network net = OPTIONS.network();
        List<Connection> connections = new ArrayList<>(net.connections());
        Connection c = connections.getFirst();
        connections.set(
                0,
                new Connection(
                        0,
                        c.name(),
                        c.from(),
                        c.to(),
                        c.tauSyn(),
                        c.weight(),
                        new ConnectivitySpec.Dense(),
                        ParameterSpec.fixed(2)));
        return new EngineOptions(
                new Network(net.dt(), net.duration(), net.populations(), connections, net.input(), net.readout()),
                LOSS,
                OPTIONS.optimiser(),
                OPTIONS.gradients(),
                OPTIONS.regularisation(),
                OPTIONS.initial(),
                1);
    }
}
