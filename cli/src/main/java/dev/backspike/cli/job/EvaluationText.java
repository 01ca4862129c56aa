package dev.backspike.cli.job;

import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Describes an evaluation in lines of text. */
final class EvaluationText {

    /** More classes do not fit beside each other. */
    private static final int MOST_CLASSES = 20;

    private EvaluationText() {}

    /** @param answer as the REST API gives it */
    static String of(JsonNode answer) {
        JsonNode result = answer.path("result");
        Formatter text = new Formatter(Locale.ROOT);
        text.format(
                "evaluation %d: %s, %s data, %,d of %,d samples, engine %s, %.1f s\n",
                answer.path("number").asInt(),
                answer.path("checkpoint").isNumber()
                        ? "checkpoint " + answer.path("checkpoint").asInt() + " (epoch "
                                + answer.path("epoch").asInt() + ")"
                        : "model",
                answer.path("split").asString(""),
                result.path("samples").asInt(),
                result.path("samplesOfSplit").asInt(),
                result.path("engine").asString(""),
                result.path("seconds").asDouble());
        text.format(
                "accuracy %s  loss %s",
                Formats.percent(result.path("accuracy").asDouble()),
                Formats.loss(result.path("loss").asDouble()));
        if (result.at("/calibration/error").isNumber()) {
            text.format(
                    "  calibration error %.3f", result.at("/calibration/error").asDouble());
        }
        if (result.path("unanswered").asInt() > 0) {
            text.format(
                    "  %s without a prediction",
                    Formats.count(result.path("unanswered").asInt(), "sample"));
        }
        text.format("\n\n%s", Table.aligned(classes(result)));
        for (JsonNode population : result.path("populations")) {
            text.format(
                    "%s: %.2f spikes per neuron and trial, %,d of %,d neurons silent\n",
                    Terminal.printable(population.path("name").asString("")),
                    population.path("spikesPerNeuron").asDouble(),
                    population.path("silent").asInt(),
                    population.path("neurons").asInt());
        }
        return text.toString().stripTrailing();
    }

    /** A row for each class, with its row of the confusion matrix if that fits. */
    private static List<List<String>> classes(JsonNode result) {
        JsonNode confusion = result.path("confusion");
        int columns = confusion.size() <= MOST_CLASSES ? confusion.path(0).size() : 0;
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("class", "samples", "accuracy", "precision"));
        for (int k = 0; k < columns; k++) {
            header.add((k == 0 ? "predicted " : "") + k);
        }
        rows.add(header);
        for (JsonNode score : result.path("classes")) {
            int label = score.path("label").asInt();
            List<String> row = new ArrayList<>(List.of(
                    label
                            + (score.path("name").isString()
                                    ? " "
                                            + Terminal.printable(
                                                    score.path("name").asString())
                                    : ""),
                    String.valueOf(score.path("samples").asInt()),
                    share(score.path("accuracy")),
                    share(score.path("precision"))));
            for (int k = 0; k < columns; k++) {
                row.add(String.valueOf(confusion.path(label).path(k).asInt()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static String share(JsonNode value) {
        return value.isNumber() ? Formats.percent(value.asDouble()) : "-";
    }
}
