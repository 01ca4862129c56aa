package dev.backspike.cli.follow;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The progress of a job's current attempt, accumulated from its events.
 *
 * @param epoch epochs completed
 * @param step weight updates completed, of {@code steps}; 0 steps while unknown
 * @param values the latest point of each series
 * @param eta time left at the attempt's mean speed so far; null while unknown
 */
public record Progress(
        int epoch,
        int epochs,
        long step,
        long steps,
        Map<String, Double> values,
        @Nullable Instant startedAt,
        @Nullable Duration eta) {

    public static final Progress NONE = new Progress(0, 0, 0, 0, Map.of(), null, null);

    public Progress after(StreamEvent event) {
        JsonNode data = event.data();
        return switch (event.type()) {
            case "attempt.started" ->
                new Progress(
                        0, data.path("epochs").asInt(0), 0, data.path("steps").asLong(0), Map.of(), time(data), null);
            case "metrics" -> measured(data);
            default -> this;
        };
    }

    /** Share of the work done, 0 to 1. */
    public double fraction() {
        return steps == 0 ? 0 : Math.clamp((double) step / steps, 0, 1);
    }

    private Progress measured(JsonNode data) {
        Map<String, Double> merged = new TreeMap<>(values);
        merged.putAll(Json.numbers(data.path("values")));
        long now = data.path("step").asLong(step);
        return new Progress(
                data.path("epoch").asInt(epoch), epochs, now, steps, merged, startedAt, eta(time(data), now));
    }

    private @Nullable Duration eta(@Nullable Instant time, long now) {
        if (time == null || startedAt == null || now <= 0 || steps == 0) {
            return null;
        }
        double perStep = (double) Duration.between(startedAt, time).toMillis() / now;
        return Duration.ofMillis(Math.round(perStep * (steps - now)));
    }

    /** The time by the service's clock. The time of arrival is useless because replayed events arrive all at once. */
    private static @Nullable Instant time(JsonNode data) {
        try {
            return Instant.parse(data.path("time").asString(""));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
