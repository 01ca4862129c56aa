package dev.backspike.api.sweep;

import dev.backspike.api.sweep.SweepReading.Results;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Results as CSV (RFC 4180): one line per configuration, one column per parameter. */
final class ResultsCsv {

    private ResultsCsv() {}

    static String of(Results results) {
        Set<String> parameters = new LinkedHashSet<>();
        results.configurations()
                .forEach(one -> parameters.addAll(one.parameters().propertyNames()));
        StringBuilder csv = new StringBuilder();
        append(
                csv,
                Stream.of(
                                List.of("rank", "configuration"),
                                parameters,
                                List.of(
                                        "runs",
                                        "n",
                                        "stopped",
                                        "mean",
                                        "deviation",
                                        "best",
                                        "worst",
                                        "bestJob",
                                        "epochs"))
                        .flatMap(Collection::stream));
        for (ConfigurationResult one : results.configurations()) {
            append(
                    csv,
                    Stream.of(
                                    cells(one.rank(), one.configuration()),
                                    parameters.stream()
                                            .map(pointer ->
                                                    text(one.parameters().path(pointer)))
                                            .toList(),
                                    cells(
                                            one.runs(),
                                            one.n(),
                                            one.stopped(),
                                            one.mean(),
                                            one.deviation(),
                                            one.best(),
                                            one.worst(),
                                            one.bestJob(),
                                            one.epochs()))
                            .flatMap(Collection::stream));
        }
        return csv.toString();
    }

    private static void append(StringBuilder csv, Stream<String> cells) {
        csv.append(cells.map(ResultsCsv::quoted).collect(Collectors.joining(",")))
                .append('\n');
    }

    private static List<String> cells(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(value -> value == null ? "" : value.toString())
                .toList();
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.isMissingNode() ? "" : value.toString();
    }

    private static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
