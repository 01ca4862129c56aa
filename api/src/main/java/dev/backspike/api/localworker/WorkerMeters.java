package dev.backspike.api.localworker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Publishes the metrics of the worker's process among those of the service, under the same names. */
final class WorkerMeters {

    private static final Logger log = LoggerFactory.getLogger(WorkerMeters.class);
    private static final String PREFIX = "METERS|";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final MeterRegistry registry;
    private final Map<Key, Latest> known = new HashMap<>();

    WorkerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Key(String name, Map<String, String> tags) {}

    /** A meter as printed by the worker, with the types and statistics of Micrometer; times in seconds. */
    private record Values(
            String name,
            Map<String, String> tags,
            String type,
            @Nullable String description,
            @Nullable String unit,
            Map<String, Double> values) {}

    /** The latest values of one meter. */
    private static final class Latest {

        private volatile Map<String, Double> values = Map.of();

        double value(String statistic) {
            return values.getOrDefault(statistic, 0.0);
        }
    }

    /** @return false if the line contains no metrics */
    synchronized boolean read(String line) {
        if (!line.startsWith(PREFIX)) {
            return false;
        }
        try {
            for (Values meter : List.of(JSON.readValue(line.substring(PREFIX.length()), Values[].class))) {
                known.computeIfAbsent(new Key(meter.name(), meter.tags()), _ -> register(meter)).values =
                        meter.values();
            }
        } catch (JacksonException e) {
            log.warn("the worker's metrics cannot be read: {}", e.getOriginalMessage());
        }
        return true;
    }

    private Latest register(Values meter) {
        Latest latest = new Latest();
        List<Tag> tags = meter.tags().entrySet().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                .toList();
        switch (meter.type()) {
            case "COUNTER" ->
                FunctionCounter.builder(meter.name(), latest, values -> values.value("COUNT"))
                        .description(meter.description())
                        .baseUnit(meter.unit())
                        .tags(tags)
                        .register(registry);
            case "TIMER" ->
                FunctionTimer.builder(
                                meter.name(),
                                latest,
                                values -> (long) values.value("COUNT"),
                                values -> values.value("TOTAL_TIME"),
                                TimeUnit.SECONDS)
                        .description(meter.description())
                        .tags(tags)
                        .register(registry);
            default ->
                Gauge.builder(meter.name(), latest, values -> values.value("VALUE"))
                        .description(meter.description())
                        .baseUnit(meter.unit())
                        .tags(tags)
                        .register(registry);
        }
        return latest;
    }
}
