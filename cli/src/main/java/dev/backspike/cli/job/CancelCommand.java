package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Cancels a job, or all runs of a sweep.")
public final class CancelCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id.")
    private String id = "";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public CancelCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            String state = service.client().cancel(id).path("state").asString("");
            terminal.line((ServiceClient.isSweep(id) ? "sweep " : "job ")
                    + id
                    + (state.equals("CANCELLED") ? " is cancelled" : " is being cancelled"));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
