package dev.backspike.cli.job;

import dev.backspike.cli.follow.JobRun;
import dev.backspike.cli.follow.JobRun.Output;
import dev.backspike.cli.follow.SweepFollower;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "follow",
        description = "Follows a job or a sweep until it ends. The exit codes are those of train or sweep.")
public final class FollowCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id.")
    private String id = "";

    @Option(names = "--json", description = "Prints the final resource, and nothing else, on stdout.")
    private boolean json;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public FollowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI url = service.url();
        ServiceClient client = service.client();
        JsonNode job;
        try {
            if (ServiceClient.isSweep(id)) {
                return new SweepFollower(terminal, client, url, Output.of(json)).toEnd(client.sweep(id));
            }
            job = client.job(id);
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + url + ": " + e);
        }
        return new JobRun(terminal, client, url, Output.of(json)).toEnd(job);
    }
}
