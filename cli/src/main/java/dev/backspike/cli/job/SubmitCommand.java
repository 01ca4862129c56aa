package dev.backspike.cli.job;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.spec.SpecOptions;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "submit",
        description = "Submits a training job, prints its id on stdout, and returns at once. "
                + "Starts a service in the background if none is running at a loopback URL.",
        footer = {"", "Exit codes: 0 accepted, 2 wrong usage or rejected by the service, 3 no service."})
public final class SubmitCommand extends ServiceCommand {

    private final LocalService localService;

    @Mixin
    private SpecOptions spec = new SpecOptions();

    @Option(names = "--json", description = "Prints the job resource instead of the id.")
    private boolean json;

    public SubmitCommand(Terminal terminal, LocalService localService) {
        super(terminal);
        this.localService = localService;
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        SpecDocument document = spec.document();
        localService.ensureUp(url(), client, terminal.onStderr());
        JsonNode job = Submission.once(url(), key -> client.submit(document.toJson(), key));
        terminal.line(json ? Json.pretty(job) : job.path("id").asString());
        return ExitCode.SUCCEEDED;
    }
}
