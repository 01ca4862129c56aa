package dev.backspike.cli.fleet;

import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "undrain", description = "Lets a drained worker lease jobs again.")
public final class UndrainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "WORKER", description = "The worker's name.")
    private String worker = "";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public UndrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            service.client().undrain(worker);
            terminal.line("worker " + worker + " leases jobs again");
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
