package dev.backspike.api.event;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** Metrics of event streams. */
@Component
class StreamMeters implements MeterBinder {

    private final Feeds feeds;
    private final StreamProperties properties;

    StreamMeters(Feeds feeds, StreamProperties properties) {
        this.feeds = feeds;
        this.properties = properties;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("backspike.streams.subscribers", feeds, Feeds::subscribers)
                .description("Event streams (SSE) that this process serves")
                .register(registry);
        Gauge.builder("backspike.streams.subscribers.limit", properties, StreamProperties::maxSubscribers)
                .description("Largest number of event streams that this process serves at a time")
                .register(registry);
    }
}
