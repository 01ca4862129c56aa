package dev.backspike.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Pauses, resumes or retries a job, or the runs of a sweep: the same call of the service under three names. */
@Command(description = "Pauses a job or a sweep, lets a paused one go on, or tries a failed or cancelled job again.")
final class ActionCommand implements Callable<Integer> {

    enum Action {
        PAUSE,
        RESUME,
        RETRY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Terminal terminal;
    private final Action action;

    @Parameters(paramLabel = "ID", description = "The job's or sweep's id; only a job can be tried again.")
    private String id = "";

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    ActionCommand(Terminal terminal, Action action) {
        this.terminal = terminal;
        this.action = action;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            boolean sweep = ServiceClient.isSweep(id);
            if (sweep && action == Action.RETRY) {
                throw CommandFailedException.badInput(id + " is a sweep; try its runs again one by one");
            }
            String state = service.client().act(id, action.word()).path("state").asString("");
            boolean underWay = action == Action.PAUSE && !state.equals("PAUSED");
            terminal.line(
                    (sweep ? "sweep " : "job ") + id + (underWay ? " is being saved and paused" : " is " + state));
            return ExitCode.SUCCEEDED;
        } catch (IOException e) {
            throw CommandFailedException.unreachable("no service at " + service.url() + ": " + e);
        }
    }
}
