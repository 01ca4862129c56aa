package dev.backspike.cli.job;

import dev.backspike.cli.follow.JobRun;
import dev.backspike.cli.follow.JobRun.Output;
import dev.backspike.cli.follow.SweepFollower;
import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "follow",
        description = "Follows a job or a sweep until it ends. The exit codes are those of train or sweep.")
public final class FollowCommand extends ServiceCommand {

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id.")
    private String id = "";

    @Option(names = "--json", description = "Prints the final resource, and nothing else, on stdout.")
    private boolean json;

    public FollowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        return ServiceClient.isSweep(id)
                ? new SweepFollower(terminal, client, url(), Output.of(json)).toEnd(client.sweep(id))
                : new JobRun(terminal, client, url(), Output.of(json)).toEnd(client.job(id));
    }
}
