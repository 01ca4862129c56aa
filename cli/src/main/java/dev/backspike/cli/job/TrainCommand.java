package dev.backspike.cli.job;

import dev.backspike.cli.follow.JobRun;
import dev.backspike.cli.follow.JobRun.Output;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.spec.SpecDocument;
import dev.backspike.cli.spec.SpecOptions;
import dev.backspike.cli.terminal.Terminal;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "train",
        description = "Submits a training job and follows it until it ends. "
                + "Starts a service in the background if none is running at a loopback URL.",
        footer = {
            "",
            "Exit codes: 0 succeeded, 1 failed or cancelled, 2 wrong usage or rejected by the service, 3 no service,",
            "130 interrupted (the job continues)."
        })
public final class TrainCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final LocalService localService;

    @Mixin
    private SpecOptions spec = new SpecOptions();

    @Option(names = "--json", description = "Prints the final job resource, and nothing else, on stdout.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public TrainCommand(Terminal terminal, LocalService localService) {
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
        JsonNode job = Submission.once(url, key -> client.submit(document.toJson(), key));
        screen.line("job " + job.path("id").asString() + " (" + job.path("name").asString() + ") accepted");
        return new JobRun(terminal, client, url, output).toEnd(job);
    }
}
