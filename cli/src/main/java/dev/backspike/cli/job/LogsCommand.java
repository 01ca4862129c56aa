package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Prints the logs of a job's attempts.")
public final class LogsCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Option(names = "--attempt", paramLabel = "N", description = "Only this attempt, counted from 1.")
    private @Nullable Integer attempt;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            service.client().logs(id, attempt).lines().forEach(terminal::line);
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
