package dev.backspike.cli;

/** Ends a command with an {@link ExitCode} and a message for the user instead of a stack trace. */
final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static CommandFailedException badInput(String message) {
        return new CommandFailedException(ExitCode.BAD_INPUT, message);
    }

    static CommandFailedException unreachable(String message) {
        return new CommandFailedException(ExitCode.UNREACHABLE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
