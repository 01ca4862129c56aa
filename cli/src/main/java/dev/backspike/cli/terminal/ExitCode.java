package dev.backspike.cli.terminal;

/** The exit codes of the client's commands, for scripts to rely on. */
public final class ExitCode {

    public static final int SUCCEEDED = 0;
    /** The job failed or was cancelled. */
    public static final int NOT_SUCCEEDED = 1;
    /** Wrong usage, or the service rejected the request. The same number as picocli's for wrong usage. */
    public static final int BAD_INPUT = 2;
    /** No service responds, or it fails. */
    public static final int UNREACHABLE = 3;

    private ExitCode() {}
}
