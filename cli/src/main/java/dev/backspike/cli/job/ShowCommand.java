package dev.backspike.cli.job;

import dev.backspike.cli.follow.ResultsTable;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import dev.backspike.cli.terminal.WatchOption;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "show",
        description =
                "Shows a job: its state and why, progress, values, attempts and checkpoints; or a sweep's results.")
public final class ShowCommand extends ServiceCommand {

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id.")
    private String id = "";

    @Option(
            names = "--spec",
            description = "Prints the specification with all defaults, and nothing else, for another submission.")
    private boolean spec;

    @Mixin
    private WatchOption watch = new WatchOption();

    @Option(names = "--json", description = "Prints the resource, and nothing else, on stdout.")
    private boolean json;

    public ShowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        if (spec) {
            if (ServiceClient.isSweep(id)) {
                throw CommandFailedException.badInput(
                        "--spec is for jobs; the runs of a sweep are listed by: jobs --sweep " + id);
            }
            terminal.line(Json.pretty(client.job(id).path("resolvedSpec")));
        } else {
            watch.show(terminal, () -> text(client));
        }
        return ExitCode.SUCCEEDED;
    }

    private String text(ServiceClient client) throws IOException, InterruptedException {
        boolean sweep = ServiceClient.isSweep(id);
        JsonNode found = sweep ? client.sweep(id) : client.job(id);
        if (json) {
            return Json.pretty(found) + "\n";
        }
        if (sweep) {
            return "sweep " + id + " (" + JobText.name(found) + ")  "
                    + JobText.state(terminal, found.path("state").asString("")) + "\n"
                    + new ResultsTable(client.sweepResults(id)).text();
        }
        return new JobDetails(terminal, found, client.attempts(id), client.checkpoints(id)).text();
    }
}
