package dev.backspike.api.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts why event streams have ended. Every reason has a series from the start. */
@Component
class StreamEnds {

    private final MeterRegistry registry;

    StreamEnds(MeterRegistry registry) {
        this.registry = registry;
        for (StreamEnd end : StreamEnd.values()) {
            counter(end);
        }
    }

    void count(StreamEnd end) {
        counter(end).increment();
    }

    private Counter counter(StreamEnd end) {
        return Counter.builder("backspike.streams.ended")
                .description("Event streams that have ended, by reason")
                .tag("reason", end.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry);
    }
}
