package dev.backspike.cli.job;

import dev.backspike.cli.follow.JobRun.Output;
import dev.backspike.cli.follow.SweepFollower;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.spec.SpecOptions;
import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "sweep",
        description = "Submits a sweep, many jobs that differ in some fields, and follows it until it ends. "
                + "Starts a service in the background if none is running at a loopback URL.",
        footer = {
            "",
            "Exit codes: 0 every run succeeded or was stopped by the sweep, 1 some runs failed or were cancelled,",
            "2 wrong usage or rejected by the service, 3 no service, 130 interrupted (the sweep continues)."
        })
public final class SweepCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final LocalService localService;

    @Mixin
    private SpecOptions spec = new SpecOptions();

    @Option(
            names = "--json",
            description = "Prints the final sweep resource with its results, and nothing else, on stdout.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public SweepCommand(Terminal terminal, LocalService localService) {
        this.terminal = terminal;
        this.localService = localService;
    }

    @Override
    public Integer call() throws InterruptedException {
        SpecDocument document = spec.document();
        URI url = service.url();
        ServiceClient client = service.client();
        Output output = Output.of(json);
        Terminal screen = output == Output.JSON ? terminal.onStderr() : terminal;
        localService.ensureUp(url, client, screen);
        JsonNode sweep = Submission.once(url, key -> client.submitSweep(document.toJson(), key));
        screen.line("sweep " + sweep.path("id").asString() + " ("
                + sweep.path("name").asString() + ") accepted: "
                + Formats.count(sweep.path("runs").asInt(), "run") + ", "
                + Formats.count(sweep.path("configurations").asInt(), "configuration"));
        return new SweepFollower(terminal, client, url, output).toEnd(sweep);
    }
}
