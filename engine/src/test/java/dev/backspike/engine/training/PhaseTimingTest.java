package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.DeviceTelemetry;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.Gpu;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTimingTest {

    private static final PhaseTimes BY_HOST = new PhaseTimes(10, 20, 40);

    private final RecordedPhases phases = new RecordedPhases();

    /** An engine of a device that has measured some times. */
    private static final class Timed extends FakeEngine implements DeviceTelemetry {

        private final Deque<PhaseTimes> measured;

        Timed(PhaseTimes... measured) {
            super(options(), _ -> 0);
            this.measured = new ArrayDeque<>(List.of(measured));
        }

        @Override
        public void await() {}

        @Override
        public PhaseTimes takePhaseTimes() {
            return measured.remove();
        }

        @Override
        public Gpu gpu() {
            return new Gpu(0, "timed", 0);
        }

        @Override
        public DeviceMemory deviceMemory() {
            return new DeviceMemory(0, 0);
        }
    }

    private static EngineOptions options() {
        JobSpec job = Jobs.yinYang(1, 32);
        Network network = Network.of(job.network());
        return new EngineOptions(network, job.training(), Initialisers.draw(network, 1), 1);
    }

    @Test
    void phasesOfTheHostAreTimedByItsClock() {
        new PhaseTiming(new FakeEngine(options(), _ -> 0), phases).trained(5, 100, BY_HOST);
        assertThat(phases.times.backward()).isEqualTo(20);
        assertThat(phases.times.optimise()).isEqualTo(40);
    }

    @Test
    void phasesOfADeviceAreTimedByItsOwnAndThoseOfAnEvaluationAreNoneOfThem() {
        Timed engine = new Timed(new PhaseTimes(1, 3, 4), new PhaseTimes(500, 0, 0), new PhaseTimes(10, 30, 40));
        PhaseTiming timing = new PhaseTiming(engine, phases);
        timing.evaluating();
        timing.evaluated(9);
        timing.trained(5, 100, new PhaseTimes(900, 900, 900));
        assertThat(phases.times.forward()).isEqualTo(11);
        assertThat(phases.times.backward()).isEqualTo(33);
        assertThat(phases.evaluatedNanos).isEqualTo(9);
    }
}
