package dev.backspike.cli.fleet;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "drain", description = "Stops a worker from leasing jobs, for example before its machine restarts.")
public final class DrainCommand extends ServiceCommand {

    @Parameters(paramLabel = "WORKER", description = "The worker's name.")
    private String worker = "";

    @Option(names = "--hand-back", description = "Saves and requeues the worker's jobs instead of finishing them.")
    private boolean handBack;

    public DrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        JsonNode drained = client.drain(worker, handBack);
        int left = drained.path("holds").size();
        terminal.line("worker " + worker + " leases no more jobs and "
                + (left == 0 ? "has none left" : (handBack ? "requeues " : "finishes ") + left));
        return ExitCode.SUCCEEDED;
    }
}
