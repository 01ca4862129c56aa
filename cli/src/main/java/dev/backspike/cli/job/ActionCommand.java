package dev.backspike.cli.job;

import dev.backspike.cli.service.ServiceClient;
import dev.backspike.cli.service.ServiceOptions;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pauses, resumes or retries a job, or the runs of a sweep: three names for the same kind of request. */
@Command(description = "Pauses or resumes a job or a sweep, or retries a failed or cancelled job.")
public final class ActionCommand implements Callable<Integer> {

    public enum Action {
        PAUSE,
        RESUME,
        RETRY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Terminal terminal;
    private final Action action;

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id; only a job can be retried.")
    private String id = "";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    public ActionCommand(Terminal terminal, Action action) {
        this.terminal = terminal;
        this.action = action;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            boolean sweep = ServiceClient.isSweep(id);
            if (sweep && action == Action.RETRY) {
                throw CommandFailedException.badInput(id + " is a sweep; retry its runs one by one");
            }
            String state = service.client().act(id, action.word()).path("state").asString("");
            boolean underWay = action == Action.PAUSE && !state.equals("PAUSED");
            terminal.line((sweep ? "sweep " : "job ")
                    + id
                    + (underWay ? " is saving a checkpoint to pause" : " is " + state));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
