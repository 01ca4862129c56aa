package dev.backspike.cli.dataset;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "show", description = "Shows what the files of a data set contain, warnings, and some samples.")
final class ShowCommand extends ServiceCommand {

    @Parameters(paramLabel = "NAME", description = "The data set.")
    private String dataset = "";

    @Mixin
    private SamplesOption samples = new SamplesOption();

    @Option(names = "--json", description = "Prints the data set as the API describes it, and nothing else, on stdout.")
    private boolean json;

    ShowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        UploadedFileText text = new UploadedFileText(terminal, client, samples.count());
        JsonNode found = client.dataset(dataset);
        if (json) {
            terminal.line(Json.pretty(found));
            return ExitCode.SUCCEEDED;
        }
        for (JsonNode file : found.path("files")) {
            text.show(dataset, file);
        }
        return ExitCode.SUCCEEDED;
    }
}
