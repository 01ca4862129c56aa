package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.cli.terminal.Terminal.Colour;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Parts of a job resource as text. */
final class JobText {

    private static final int LONGEST_NAME = 40;

    private JobText() {}

    static String state(Terminal terminal, String state) {
        return switch (state) {
            case "SUCCEEDED" -> terminal.coloured(Colour.GREEN, state);
            case "FAILED" -> terminal.coloured(Colour.RED, state);
            case "RUNNING" -> terminal.coloured(Colour.BLUE, state);
            case "CANCELLED", "PAUSED", "RETRY_WAIT" -> terminal.coloured(Colour.YELLOW, state);
            default -> state;
        };
    }

    static String name(JsonNode job) {
        String name = Terminal.printable(job.path("name").asString(""));
        int points = name.codePointCount(0, name.length());
        return points <= LONGEST_NAME ? name : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME - 3)) + "...";
    }

    static String epochs(JsonNode job) {
        JsonNode progress = job.path("progress");
        return progress.path("epochs").asInt() > 0
                ? progress.path("epoch").asInt() + "/" + progress.path("epochs").asInt()
                : "-";
    }

    /** The best accuracy by validation data, or else the latest by test or training data, and which it is. */
    static String accuracy(JsonNode job) {
        Map<String, Double> best = Json.numbers(job.path("best"));
        Map<String, Double> latest = Json.numbers(job.path("latest"));
        if (best.containsKey("validation.accuracy")) {
            return Formats.percent(best.get("validation.accuracy")) + " validation";
        }
        for (String split : List.of("test", "train")) {
            Double accuracy = latest.get(split + ".accuracy");
            if (accuracy != null) {
                return Formats.percent(accuracy) + " " + split;
            }
        }
        return "-";
    }

    /** A value of a series, accuracies in percent. */
    static String value(String series, double value) {
        return series.endsWith("ccuracy")
                ? Formats.percent(value)
                : Math.abs(value) >= 1000 ? Formats.grouped(Math.round(value)) : Formats.loss(value);
    }

    /** How long the job has run, or ran. */
    static String duration(JsonNode job, Instant now) {
        if (!job.path("startedAt").isString()) {
            return "-";
        }
        Instant end = job.path("endedAt").isString()
                ? Instant.parse(job.path("endedAt").asString())
                : now;
        Duration ran = Duration.between(Instant.parse(job.path("startedAt").asString()), end);
        return Formats.duration(ran.isNegative() ? Duration.ZERO : ran);
    }

    /** Why the job waits, failed or was stopped; empty if there is nothing to say. */
    static String reason(JsonNode job) {
        for (String field : List.of("stateReason", "waitReason")) {
            String message = job.path(field).path("message").asString("");
            if (!message.isBlank()) {
                return Terminal.printable(message);
            }
        }
        return "";
    }
}
