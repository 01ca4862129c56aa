package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancels a job, or all runs of a sweep.")
public final class CancelCommand extends ServiceCommand {

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id.")
    private String id = "";

    public CancelCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        String state = client.cancel(id).path("state").asString("");
        terminal.line((ServiceClient.isSweep(id) ? "sweep " : "job ")
                + id
                + (state.equals("CANCELLED") ? " is cancelled" : " is being cancelled"));
        return ExitCode.SUCCEEDED;
    }
}
