package dev.backspike.cli.fleet;

import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "drain", description = "Stops a worker from leasing jobs, for example before its machine restarts.")
public final class DrainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "WORKER", description = "The worker's name.")
    private String worker = "";

    @Option(names = "--hand-back", description = "Saves and requeues the worker's jobs instead of finishing them.")
    private boolean handBack;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public DrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            JsonNode drained = service.client().drain(worker, handBack);
            int left = drained.path("holds").size();
            terminal.line("worker " + worker + " leases no more jobs and "
                    + (left == 0 ? "has none left" : (handBack ? "requeues " : "finishes ") + left));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
