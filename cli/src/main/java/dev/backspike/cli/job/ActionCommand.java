package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceCommand;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Pauses, resumes or retries a job, or the runs of a sweep: three names for the same kind of request. */
@Command(description = "Pauses or resumes a job or a sweep, or retries a failed or cancelled job.")
public final class ActionCommand extends ServiceCommand {

    public enum Action {
        PAUSE,
        RESUME,
        RETRY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Action action;

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id; only a job can be retried.")
    private String id = "";

    public ActionCommand(Terminal terminal, Action action) {
        super(terminal);
        this.action = action;
    }

    @Override
    protected int run(ServiceClient client) throws IOException, InterruptedException {
        boolean sweep = ServiceClient.isSweep(id);
        if (sweep && action == Action.RETRY) {
            throw CommandFailedException.badInput(id + " is a sweep; retry its runs one by one");
        }
        String state = client.act(id, action.word()).path("state").asString("");
        boolean underWay = action == Action.PAUSE && !state.equals("PAUSED");
        terminal.line(
                (sweep ? "sweep " : "job ") + id + (underWay ? " is saving a checkpoint to pause" : " is " + state));
        return ExitCode.SUCCEEDED;
    }
}
