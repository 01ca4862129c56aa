package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** All about one job in lines of text. */
final class JobDetails {

    /** How many of the latest attempts and checkpoints are shown. */
    private static final int MOST = 10;

    private final Terminal terminal;
    private final JsonNode job;
    private final List<JsonNode> attempts;
    private final JsonNode checkpoints;

    /**
     * @param job as the REST API describes it, as are the others
     * @param attempts oldest first
     */
    JobDetails(Terminal terminal, JsonNode job, List<JsonNode> attempts, JsonNode checkpoints) {
        this.terminal = terminal;
        this.job = job;
        this.attempts = attempts;
        this.checkpoints = checkpoints;
    }

    String text() {
        StringBuilder text = new StringBuilder("job " + job.path("id").asString() + " (" + JobText.name(job) + ")  "
                + JobText.state(terminal, job.path("state").asString("")) + "\n");
        line(text, "why", JobText.reason(job));
        line(text, "owner", Terminal.printable(job.path("owner").asString("")));
        line(text, "labels", labels());
        line(text, "sweep", job.path("sweep").asString(""));
        line(text, "progress", progress());
        line(text, "submitted", job.path("createdAt").asString(""));
        line(text, "ran", JobText.duration(job, Instant.now()));
        String values = values();
        return text + values + attempts() + checkpoints();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isBlank() && !value.equals("-")) {
            text.append(String.format("%-10s %s\n", name, value));
        }
    }

    private String labels() {
        return job.path("labels")
                .propertyStream()
                .map(label -> Terminal.printable(
                        label.getKey() + "=" + label.getValue().asString("")))
                .collect(Collectors.joining(", "));
    }

    private String progress() {
        JsonNode progress = job.path("progress");
        if (progress.path("epochs").asInt() == 0) {
            return "";
        }
        String left = progress.path("etaSeconds").isNumber()
                ? ", "
                        + Formats.duration(
                                Duration.ofSeconds(progress.path("etaSeconds").asLong())) + " left"
                : "";
        return String.format(
                Locale.ROOT,
                "epoch %d/%d (%.0f %%)%s",
                progress.path("epoch").asInt(),
                progress.path("epochs").asInt(),
                progress.path("percent").asDouble(),
                left);
    }

    private String values() {
        Map<String, Double> latest = Json.numbers(job.path("latest"));
        Map<String, Double> best = Json.numbers(job.path("best"));
        if (latest.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("series", "latest", "best"));
        latest.forEach((series, value) -> rows.add(List.of(
                Terminal.printable(series),
                JobText.value(series, value),
                best.containsKey(series) ? JobText.value(series, best.get(series)) : "-")));
        return "\n" + Table.aligned(rows);
    }

    private String attempts() {
        if (attempts.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("attempt", "state", "workers", "engine", "from", "failure"));
        for (JsonNode attempt : attempts.subList(Math.max(0, attempts.size() - MOST), attempts.size())) {
            rows.add(List.of(
                    attempt.path("attempt").asString(),
                    attempt.path("state").asString(""),
                    Terminal.printable(attempt.path("workers")
                            .valueStream()
                            .map(JsonNode::asString)
                            .collect(Collectors.joining(", "))),
                    attempt.path("engine").asString("-"),
                    attempt.path("resumedCheckpoint").isNumber()
                            ? "checkpoint " + attempt.path("resumedCheckpoint").asInt()
                            : "start",
                    Terminal.printable(attempt.path("failure").path("message").asString("-"))));
        }
        return "\n" + Table.aligned(rows, (column, cell) -> column == 1 ? JobText.state(terminal, cell) : cell);
    }

    private String checkpoints() {
        if (checkpoints.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("checkpoint", "epoch", "step", "state", "size", "pinned"));
        checkpoints
                .valueStream()
                .skip(Math.max(0, checkpoints.size() - MOST))
                .forEach(checkpoint -> rows.add(List.of(
                        checkpoint.path("number").asString(),
                        checkpoint.path("epoch").asString(),
                        Formats.grouped(checkpoint.path("step").asLong()),
                        checkpoint.path("state").asString(""),
                        Formats.bytes(checkpoint.path("bytes").asLong()),
                        checkpoint.path("pinned").asBoolean() ? "yes" : "-")));
        return "\n" + Table.aligned(rows);
    }
}
