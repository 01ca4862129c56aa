package dev.backspike.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "drain", description = "Lets a worker take no more jobs, say before its machine is restarted.")
final class DrainCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "WORKER", description = "The worker's name.")
    private String worker = "";

    @Option(names = "--hand-back", description = "It saves what it has and gives it back, instead of finishing it.")
    private boolean handBack;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    DrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            JsonNode drained = service.client().drain(worker, handBack);
            int left = drained.path("holds").size();
            terminal.line("worker " + worker + " takes no more jobs and "
                    + (left == 0 ? "has none left" : (handBack ? "gives back " : "finishes ") + left));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
