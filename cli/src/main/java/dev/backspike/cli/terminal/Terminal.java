package dev.backspike.cli.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Objects;

/**
 * The streams to which a command writes. Java cannot tell whether stdout alone is a terminal ({@link java.io.Console}
 * asks about stdin too), so the launcher says so in system properties.
 *
 * @param outIsTerminal whether a line on {@code out} can be redrawn
 * @param columns width of the terminal
 * @param command how the user called the launcher, for hints
 */
public record Terminal(
        PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, int columns, String command) {

    private static final int DEFAULT_COLUMNS = 80;

    public static Terminal ofProcess() {
        int columns = Integer.getInteger("backspike.terminal.columns", DEFAULT_COLUMNS);
        return new Terminal(
                System.out,
                System.err,
                Boolean.getBoolean("backspike.terminal.out"),
                Boolean.getBoolean("backspike.terminal.err"),
                columns < 20 ? DEFAULT_COLUMNS : columns,
                Objects.requireNonNullElse(System.getenv("BACKSPIKE_COMMAND"), "./backspike"));
    }

    /** The same with everything on stderr, for commands whose stdout is for a program to read. */
    public Terminal onStderr() {
        return new Terminal(err, err, errIsTerminal, errIsTerminal, columns, command);
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }

    public void error(String text) {
        err.println("backspike: " + text);
        err.flush();
    }

    public PrintWriter outWriter() {
        return new PrintWriter(out, true, out.charset());
    }

    public PrintWriter errWriter() {
        return new PrintWriter(err, true, err.charset());
    }

    /** Text from elsewhere, without characters that steer the terminal. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]", "?");
    }
}
