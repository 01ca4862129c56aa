package dev.backspike.cli.terminal;

/** Ends a command with an {@link ExitCode} and a message for the user instead of a stack trace. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public static CommandFailedException badInput(String message) {
        return new CommandFailedException(ExitCode.BAD_INPUT, message);
    }

    public static CommandFailedException unreachable(String message) {
        return new CommandFailedException(ExitCode.UNREACHABLE, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
