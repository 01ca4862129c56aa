package dev.backspike.cli.access;

import dev.backspike.cli.profile.Profiles;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.ExitCode;
import dev.backspike.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "logout",
        description = "Deletes a profile and its token from this machine. The service still accepts the token: tokens"
                + " revoke ends it.")
public final class LogoutCommand implements Callable<Integer> {

    private final Terminal terminal;
    private final Profiles profiles;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The name of the profile. Default: ${DEFAULT-VALUE}.")
    private String name = Profiles.DEFAULT;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // picocli itself acts on it
    private boolean help;

    public LogoutCommand(Terminal terminal, Profiles profiles) {
        this.terminal = terminal;
        this.profiles = profiles;
    }

    @Override
    public Integer call() {
        if (!profiles.remove(name)) {
            throw CommandFailedException.badInput("there is no profile " + name + " in " + profiles.file());
        }
        terminal.line("profile " + name + " is deleted");
        return ExitCode.SUCCEEDED;
    }
}
