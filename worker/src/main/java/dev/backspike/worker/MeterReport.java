package dev.backspike.worker;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints the metrics of a worker without a web server every few seconds, as a line of JSON for the service that runs
 * it, which publishes them among its own.
 */
final class MeterReport implements Runnable {

    private static final String PREFIX = "METERS|";
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final MeterRegistry registry;
    private final PrintStream out;

    MeterReport(MeterRegistry registry, PrintStream out) {
        this.registry = registry;
        this.out = out;
    }

    /**
     * One meter.
     *
     * @param type type in Micrometer, such as {@code COUNTER}
     * @param unit null for none
     * @param values values by statistic of Micrometer, such as {@code TOTAL_TIME} in seconds
     */
    record Values(
            String name,
            Map<String, String> tags,
            String type,
            @Nullable String description,
            @Nullable String unit,
            Map<String, Double> values) {

        static Values of(Meter meter) {
            Map<String, String> tags = new HashMap<>();
            for (Tag tag : meter.getId().getTags()) {
                tags.put(tag.getKey(), tag.getValue());
            }
            Map<String, Double> values = new HashMap<>();
            for (Measurement measurement : meter.measure()) {
                values.put(measurement.getStatistic().name(), measurement.getValue());
            }
            return new Values(
                    meter.getId().getName(),
                    tags,
                    meter.getId().getType().name(),
                    meter.getId().getDescription(),
                    meter.getId().getBaseUnit(),
                    values);
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                print();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void print() {
        List<Values> all = registry.getMeters().stream().map(Values::of).toList();
        out.println(PREFIX + JSON.writeValueAsString(all));
    }
}
