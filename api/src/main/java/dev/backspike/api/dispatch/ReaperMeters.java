package dev.backspike.api.dispatch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Metrics of the expiry of leases. */
@Component
class ReaperMeters {

    private volatile double lastSuccess;
    private volatile boolean ours;
    private volatile boolean suspended;
    private final Counter suspected;
    private final Counter lost;

    ReaperMeters(MeterRegistry meters) {
        Gauge.builder("backspike.reaper.last.success", this, reaper -> reaper.lastSuccess)
                .baseUnit("seconds")
                .description("Time of the last check for expired leases, in seconds since 1970")
                .register(meters);
        Gauge.builder("backspike.reaper.leader", this, reaper -> reaper.ours ? 1 : 0)
                .description("1 on the replica that expires leases, else 0")
                .register(meters);
        Gauge.builder("backspike.reaper.suspended", this, reaper -> reaper.suspended ? 1 : 0)
                .description("1 while lease expiry is suspended because most workers are silent, else 0")
                .register(meters);
        suspected = Counter.builder("backspike.attempts.suspected")
                .description("Attempts whose lease expired")
                .register(meters);
        lost = Counter.builder("backspike.attempts.lost")
                .description("Attempts lost because their workers stayed silent")
                .register(meters);
    }

    void looked(Instant at, FleetSilence silence) {
        lastSuccess = seconds(at);
        ours = true;
        suspended = silence.suspended();
    }

    void anotherLooks(Instant at) {
        lastSuccess = seconds(at);
        ours = false;
        suspended = false;
    }

    void suspected() {
        suspected.increment();
    }

    void lost() {
        lost.increment();
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
