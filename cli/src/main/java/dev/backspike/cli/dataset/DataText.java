package dev.backspike.cli.dataset;

import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Describes the counts of data, and likely mistakes in them, in lines of text. */
public final class DataText {

    private static final int CLASSES_LISTED = 12;

    private DataText() {}

    /** @param counts as the REST API gives them */
    public static List<String> lines(JsonNode counts) {
        List<String> lines = new ArrayList<>();
        if (counts.has("spikes")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d samples with %,d spikes%s, %,d samples without spikes",
                    counts.path("samples").asInt(),
                    counts.path("spikes").asLong(),
                    range(" (%s to %s each, median %s)", counts.path("spikesPerSample")),
                    counts.path("emptySamples").asInt()));
        } else {
            lines.add(String.format(
                    Locale.ROOT, "%,d samples", counts.path("samples").asInt()));
        }
        if (counts.has("timesMs")) {
            lines.add(range("times %s to %s ms, median %s ms", counts.path("timesMs")));
        }
        if (counts.has("spikeChannels")) {
            lines.add(range("channels %s to %s, median %s", counts.path("spikeChannels")));
        }
        if (!counts.path("classes").isEmpty()) {
            lines.add(classes(counts.path("classes")));
        }
        if (!counts.path("speakers").isEmpty()) {
            lines.add(Formats.count(counts.path("speakers").size(), "speaker") + ", "
                    + fewestToMost(counts.path("speakers")) + " samples each");
        }
        return lines;
    }

    /** @param warnings as the REST API gives them */
    public static List<String> warnings(JsonNode warnings) {
        return warnings.valueStream()
                .map(warning -> "WARNING: " + warning.path("message").asString(""))
                .toList();
    }

    private static String classes(JsonNode classes) {
        if (classes.size() > CLASSES_LISTED) {
            return classes.size() + " classes, " + fewestToMost(classes) + " samples each";
        }
        return "samples by class: "
                + classes.valueStream()
                        .map(each -> (each.has("name")
                                        ? Terminal.printable(each.path("name").asString())
                                        : each.path("label").asString())
                                + " "
                                + String.format(
                                        Locale.ROOT, "%,d", each.path("samples").asInt()))
                        .collect(Collectors.joining(", "));
    }

    private static String fewestToMost(JsonNode each) {
        int fewest = each.valueStream()
                .mapToInt(one -> one.path("samples").asInt())
                .min()
                .orElse(0);
        int most = each.valueStream()
                .mapToInt(one -> one.path("samples").asInt())
                .max()
                .orElse(0);
        return fewest == most
                ? String.format(Locale.ROOT, "%,d", most)
                : String.format(Locale.ROOT, "%,d to %,d", fewest, most);
    }

    private static String range(String format, JsonNode quantiles) {
        return quantiles.isObject()
                ? String.format(
                        Locale.ROOT,
                        format,
                        number(quantiles.path("least").asDouble()),
                        number(quantiles.path("most").asDouble()),
                        number(quantiles.path("median").asDouble()))
                : "";
    }

    /** Three digits at least. */
    public static String number(double value) {
        return Math.abs(value) >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
