package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "predict",
        description = "Shows which class the model of a job, or a checkpoint, predicts for the samples in a JSON file: "
                + "{\"samples\": [{\"times\": [MS, ...], \"units\": [INPUT, ...]}, ...]}. Spikes are those of the network's "
                + "input, in any order.",
        footer = {"", "Exit codes: 0 predicted, 2 wrong usage or rejected by the service, 3 no service."})
public final class PredictCommand extends ServiceCommand {

    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The samples, as JSON.")
    private Path file = Path.of("");

    @Option(names = "--checkpoint", paramLabel = "N", description = "This checkpoint instead of the model.")
    private @Nullable Integer checkpoint;

    @Option(names = "--record", description = "With --json: returns the spikes of all populations too.")
    private boolean record;

    @Option(names = "--json", description = "Prints the response of the service, and nothing else, on stdout.")
    private boolean json;

    public PredictCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        SpecDocument body = SpecDocument.read(file);
        if (checkpoint != null) {
            body.set("checkpoint=" + checkpoint);
        }
        if (record) {
            body.set("record=true");
        }
        JsonNode answer = client.run(id, "predict", body.toJson());
        terminal.line(
                json
                        ? Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer)
                        : Table.aligned(table(answer)).stripTrailing());
        return ExitCode.SUCCEEDED;
    }

    private static List<List<String>> table(JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("sample", "class", "confidence", "readout"));
        for (JsonNode trial : answer.path("trials")) {
            rows.add(List.of(
                    String.valueOf(trial.path("sample").asInt()),
                    trial.path("predicted").isNumber() ? trial.path("predicted").asString() : "none",
                    trial.path("confidence").isNumber()
                            ? Formats.percent(trial.path("confidence").asDouble())
                            : "-",
                    readout(trial.path("readout"))));
        }
        return rows;
    }

    private static String readout(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(
                value -> texts.add(value.isNumber() ? String.format(Locale.ROOT, "%.4g", value.asDouble()) : "silent"));
        return String.join(" ", texts);
    }
}
