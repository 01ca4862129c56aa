package dev.backspike.api.launcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Metrics of launched workers; all are 0 without a launcher. */
@Component
public class LauncherMeters {

    private final AtomicInteger live = new AtomicInteger();
    private final Timer wait;
    private final Counter refused;
    private final Counter ended;
    private final Counter orphans;
    private final Counter failedPasses;

    LauncherMeters(MeterRegistry meters) {
        Gauge.builder("backspike.launcher.live", live, AtomicInteger::get)
                .description("Launched workers that have not ended")
                .register(meters);
        wait = Timer.builder("backspike.launcher.wait")
                .description("Time that jobs spent in the queue before a worker was launched for them")
                .register(meters);
        refused = counter(meters, "backspike.launcher.refused", "Launches that the cluster refused");
        ended = counter(meters, "backspike.launcher.ended", "Attempts failed because their worker had ended");
        orphans = counter(meters, "backspike.launcher.orphans", "Workers removed since their attempt was over");
        failedPasses = counter(
                meters, "backspike.launcher.failures", "Comparisons of queue and cluster that failed, to be repeated");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder(name).description(description).register(meters);
    }

    /** @param count launched workers that have not ended */
    public void live(int count) {
        live.set(count);
    }

    /** @param queuedFor how long the job was in the queue */
    public void launched(Duration queuedFor) {
        wait.record(queuedFor.isNegative() ? Duration.ZERO : queuedFor);
    }

    public void refused() {
        refused.increment();
    }

    public void ended() {
        ended.increment();
    }

    public void removed() {
        orphans.increment();
    }

    public void passFailed() {
        failedPasses.increment();
    }
}
