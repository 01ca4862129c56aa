package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.training.FakeEngine;
import dev.backspike.engine.training.Jobs;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrainingMetersTest {

    private static final PhaseTimes BY_HOST = new PhaseTimes(10, 20, 40);

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final TrainingMeters meters =
            new TrainingMeters(registry, List.of(new Gpu(0, "first", 5), new Gpu(1, "second", 6)));

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
        public Gpu gpu() {
            return new Gpu(1, "second", 6);
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
        clock.add(400, TimeUnit.MILLISECONDS);
        meters.trained(30, 400_000_000, BY_HOST, engine);
        assertThat(gauge("backspike.worker.samples.per.second")).isZero();
        clock.add(800, TimeUnit.MILLISECONDS);
        meters.trained(90, 800_000_000, BY_HOST, engine);
        assertThat(gauge("backspike.worker.samples.per.second")).isEqualTo(100);
        assertThat(ofGpu("used", 1)).isEqualTo(3);
        assertThat(ofGpu("total", 1)).isEqualTo(7);
        assertThat(ofGpu("used", 0)).isZero();
        assertThat(ofGpu("total", 0)).isEqualTo(5);
    }

    @Test
    void aWorkerWithoutAGpuShowsNone() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        new TrainingMeters(other, List.of());
        assertThat(other.get("backspike.device.memory.total")
                        .tag("gpu", "0")
                        .gauge()
                        .value())
                .isZero();
    }

    private double ofGpu(String which, int gpu) {
        return registry.get("backspike.device.memory." + which)
                .tag("gpu", String.valueOf(gpu))
                .gauge()
                .value();
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
