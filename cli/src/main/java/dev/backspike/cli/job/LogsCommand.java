package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints the logs of a job's attempts.")
public final class LogsCommand extends ServiceCommand {

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Option(names = "--attempt", paramLabel = "N", description = "Only this attempt, counted from 1.")
    private @Nullable Integer attempt;

    public LogsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        client.logs(id, attempt).lines().forEach(terminal::line);
        return ExitCode.SUCCEEDED;
    }
}
