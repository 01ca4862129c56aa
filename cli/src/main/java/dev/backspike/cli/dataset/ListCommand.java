package dev.backspike.cli.dataset;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Table;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(name = "list", description = "Lists uploaded files by data set.")
final class ListCommand extends ServiceCommand {

    @Option(names = "--json", description = "Prints the data sets as a JSON array, and nothing else, on stdout.")
    private boolean json;

    ListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        List<JsonNode> datasets = client.datasets();
        if (json) {
            terminal.line(Json.pretty(datasets));
            return ExitCode.SUCCEEDED;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("data set", "file", "kind", "samples", "channels", "classes", "size", "owner"));
        for (JsonNode dataset : datasets) {
            for (JsonNode file : dataset.path("files")) {
                rows.add(List.of(
                        dataset.path("name").asString(""),
                        file.path("file").asString(""),
                        file.path("kind").asString(""),
                        number(file.path("samples")),
                        number(file.path("channels")),
                        number(file.path("classes")),
                        Formats.bytes(file.path("bytes").asLong()),
                        Terminal.printable(file.path("owner").asString("-"))));
            }
        }
        terminal.text(
                rows.size() == 1
                        ? "no uploaded data; upload files with: " + terminal.command() + " datasets put NAME FILE...\n"
                        : Table.aligned(rows));
        return ExitCode.SUCCEEDED;
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? Formats.grouped(value.asLong()) : "-";
    }
}
