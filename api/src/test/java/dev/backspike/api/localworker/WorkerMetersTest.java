package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry);

    @Test
    void whatTheWorkerMeasuresIsShownUnderTheSameNames() {
        assertThat(meters.read(line(10, 3, 1.5, 0.5))).isTrue();
        assertThat(meters.read(line(20, 4, 2.5, 0.25))).isTrue();
        assertThat(registry.get("backspike.worker.samples").functionCounter().count())
                .isEqualTo(20);
        var phase =
                registry.get("backspike.worker.phase").tag("phase", "forward").functionTimer();
        assertThat(phase.count()).isEqualTo(4);
        assertThat(phase.totalTime(TimeUnit.SECONDS)).isEqualTo(2.5);
        assertThat(registry.get("backspike.worker.attempts").gauge().value()).isEqualTo(0.25);
        assertThat(registry.getMeters()).hasSize(3);
    }

    @Test
    void otherLinesAreNone() {
        assertThat(meters.read("INFO|dev.backspike.worker|METERS|[]")).isFalse();
        assertThat(meters.read("METERS|no JSON")).isTrue();
        assertThat(registry.getMeters()).isEmpty();
    }

    private static String line(int samples, int batches, double seconds, double attempts) {
        return """
            METERS|[{"name": "backspike.worker.samples", "tags": {}, "type": "COUNTER", "description": "d",
            "unit": null, "values": {"COUNT": %d}}, {"name": "backspike.worker.phase",
            "tags": {"phase": "forward"}, "type": "TIMER", "description": "d", "unit": "seconds",
            "values": {"COUNT": %d, "TOTAL_TIME": %s, "MAX": 1}}, {"name": "backspike.worker.attempts", "tags": {},
            "type": "GAUGE", "description": "d", "unit": null, "values": {"VALUE": %s}}]\
            """.formatted(samples, batches, seconds, attempts).replace("\n", " ");
    }
}
