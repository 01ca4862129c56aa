package dev.backspike.cli.fleet;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "undrain", description = "Lets a drained worker lease jobs again.")
public final class UndrainCommand extends ServiceCommand {

    @Parameters(paramLabel = "WORKER", description = "The worker's name.")
    private String worker = "";

    public UndrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        client.undrain(worker);
        terminal.line("worker " + worker + " leases jobs again");
        return ExitCode.SUCCEEDED;
    }
}
