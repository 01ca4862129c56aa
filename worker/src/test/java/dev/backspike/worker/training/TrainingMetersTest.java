package dev.backspike.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.worker.engine.DeviceMemory;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.PhaseTimes;
import dev.backspike.worker.network.Initialisers;
import dev.backspike.worker.network.Network;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingMetersTest {

    private static final PhaseTimes BY_HOST = new PhaseTimes(10, 20, 30, 40);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TrainingMeters meters = new TrainingMeters(registry);

    /** An engine of a device that has measured some times. */
    private static final class Timed extends FakeEngine {

        private final Deque<PhaseTimes> measured;

        Timed(PhaseTimes... measured) {
            super(options(), _ -> 0);
            this.measured = new ArrayDeque<>(List.of(measured));
        }

        @Override
        public @Nullable PhaseTimes takePhaseTimes() {
            return measured.remove();
        }

        @Override
        public @Nullable DeviceMemory deviceMemory() {
            return new DeviceMemory(3, 7);
        }
    }

    private static EngineOptions options() {
        JobSpec job = Jobs.yinYang(1, 32);
        Network network = Network.of(job.network());
        return new EngineOptions(network, job.training(), Initialisers.draw(network, 1), 1);
    }

    @Test
    void phasesOfTheHostAreTimedByItsClock() {
        new PhaseTiming(new FakeEngine(options(), _ -> 0), meters).trained(5, 100, BY_HOST);
        assertThat(nanos("adjoint")).isEqualTo(20);
        assertThat(nanos("optimise")).isEqualTo(40);
    }

    @Test
    void phasesOfADeviceAreTimedByItsOwnAndThoseOfAnEvaluationAreNoneOfThem() {
        Timed engine =
                new Timed(new PhaseTimes(1, 2, 3, 4), new PhaseTimes(500, 0, 0, 0), new PhaseTimes(10, 20, 30, 40));
        PhaseTiming timing = new PhaseTiming(engine, meters);
        timing.evaluating();
        timing.evaluated(9);
        timing.trained(5, 100, new PhaseTimes(900, 900, 900, 900));
        assertThat(nanos("forward")).isEqualTo(11);
        assertThat(nanos("gather")).isEqualTo(33);
        assertThat(nanos("evaluate")).isEqualTo(9);
    }

    @Test
    void samplesPerSecondAndMemoryFollowOnceASecondOfTraining() {
        Timed engine = new Timed();
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
