package dev.backspike.cli.follow;

import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The results of a sweep, best configuration first, as far as they fit on a screen. */
public final class ResultsTable {

    private static final int MOST = 20;

    private final JsonNode results;
    private final String series;

    public ResultsTable(JsonNode results) {
        this.results = results;
        this.series = results.at("/objective/series").asString("");
    }

    /** Lines of equal columns, each ended. */
    public String text() {
        JsonNode configurations = results.path("configurations");
        Set<String> parameters = new LinkedHashSet<>();
        configurations.forEach(one -> parameters.addAll(one.path("parameters").propertyNames()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(header(parameters));
        for (JsonNode one : configurations) {
            if (rows.size() > MOST) {
                break;
            }
            rows.add(row(one, parameters));
        }
        StringBuilder text = new StringBuilder(Table.aligned(rows));
        if (configurations.size() > MOST) {
            text.append("... and ").append(configurations.size() - MOST).append(" more\n");
        }
        if (results.path("caution").isString()) {
            text.append("NOTE: ").append(results.path("caution").stringValue()).append('\n');
        }
        return text.toString();
    }

    /** Formats a mean with its deviation, such as {@code 97.10 +- 0.42 %}. */
    public static String withDeviation(String series, JsonNode result) {
        if (!result.path("mean").isNumber()) {
            return "-";
        }
        boolean percent = series.endsWith(".accuracy");
        double mean = result.path("mean").doubleValue();
        if (!result.path("deviation").isNumber()) {
            return value(percent, mean);
        }
        String plain = percent ? value(true, mean).replace(" %", "") : value(false, mean);
        return plain + " +- " + value(percent, result.path("deviation").doubleValue());
    }

    private static String value(boolean percent, double value) {
        return percent ? Formats.percent(value) : Formats.loss(value);
    }

    private List<String> header(Set<String> parameters) {
        List<String> header = new ArrayList<>(List.of("rank"));
        parameters.forEach(pointer -> header.add(shortName(pointer, parameters)));
        header.addAll(List.of(series, "n", "epochs", "best run"));
        return header;
    }

    /** The field's own name, where no other parameter has it. */
    private static String shortName(String pointer, Set<String> all) {
        String name = pointer.substring(pointer.lastIndexOf('/'));
        return all.stream().filter(other -> other.endsWith(name)).count() == 1 ? name.substring(1) : pointer;
    }

    private List<String> row(JsonNode one, Set<String> parameters) {
        List<String> row = new ArrayList<>();
        row.add(one.path("rank").isNumber() ? one.path("rank").asString() : "-");
        for (String pointer : parameters) {
            JsonNode value = one.path("parameters").path(pointer);
            row.add(value.isString() ? value.stringValue() : value.toString());
        }
        row.add(withDeviation(series, one));
        row.add(one.path("n").asInt() + "/" + one.path("runs").asInt());
        row.add(String.valueOf(one.path("epochs").asInt()));
        row.add(one.path("bestJob").asString("-"));
        return row;
    }
}
