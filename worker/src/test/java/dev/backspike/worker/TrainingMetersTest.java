package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.training.FakeEngine;
import dev.backspike.engine.training.Jobs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrainingMetersTest {

    private static final PhaseTimes BY_HOST = new PhaseTimes(10, 20, 40);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TrainingMeters meters = new TrainingMeters(registry);

    /** An engine of a device. */
    private static final class OfDevice extends FakeEngine implements DeviceTelemetry {

        OfDevice() {
            super(options(), _ -> 0);
        }

        @Override
        public void await() {}

        @Override
        public PhaseTimes takePhaseTimes() {
            return PhaseTimes.NONE;
        }

        @Override
        public DeviceMemory deviceMemory() {
            return new DeviceMemory(3, 7);
        }
    }

    private static EngineOptions options() {
        JobSpec job = Jobs.yinYang(1, 32);
        Network network = Network.of(job.network());
        return new EngineOptions(network, job.training(), Initialisers.draw(network, 1), 1);
    }

    @Test
    void everyPhaseHasATimer() {
        meters.trained(5, 100, BY_HOST, new OfDevice());
        meters.evaluated(9);
        assertThat(registry.counter("backspike.worker.samples").count()).isEqualTo(5);
        assertThat(nanos("backward")).isEqualTo(20);
        assertThat(nanos("optimise")).isEqualTo(40);
        assertThat(nanos("evaluate")).isEqualTo(9);
    }

    @Test
    void samplesPerSecondAndMemoryFollowOnceASecondOfTraining() {
        OfDevice engine = new OfDevice();
        meters.trained(30, 400_000_000, BY_HOST, engine);
        assertThat(gauge("backspike.worker.samples.per.second")).isZero();
        meters.trained(90, 800_000_000, BY_HOST, engine);
        assertThat(gauge("backspike.worker.samples.per.second")).isEqualTo(100);
        assertThat(gauge("backspike.device.memory.used")).isEqualTo(3);
        assertThat(gauge("backspike.device.memory.total")).isEqualTo(7);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double nanos(String phase) {
        return registry.get("backspike.worker.phase")
                .tag("phase", phase)
                .timer()
                .totalTime(TimeUnit.NANOSECONDS);
    }
}
