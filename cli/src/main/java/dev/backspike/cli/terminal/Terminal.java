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
    private static final String REDRAW = "\r\033[K";
    private static final String CLEAR = "\033[H\033[2J";

    /** The colours that terminals have. */
    public enum Colour {
        RED(31),
        GREEN(32),
        YELLOW(33),
        BLUE(34);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

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

    /** @param text of lines that are all ended */
    public void text(String text) {
        out.print(text);
        out.flush();
    }

    /** Replaces the line of progress on stderr, if that is a terminal; an empty text ends it. */
    public void progress(String text) {
        if (errIsTerminal) {
            err.print(REDRAW + text.substring(0, Math.min(text.length(), columns - 1)));
            err.flush();
        }
    }

    /** Replaces all that is on the screen, if stdout is a terminal; otherwise the text follows what is there. */
    public void screen(String text) {
        text((outIsTerminal ? CLEAR : "") + text);
    }

    /**
     * The text in a colour where stdout shows colours: on a terminal, unless {@code NO_COLOR} is set (no-color.org).
     */
    public String coloured(Colour colour, String text) {
        return outIsTerminal && System.getenv("NO_COLOR") == null
                ? "\033[" + colour.code + "m" + text + "\033[0m"
                : text;
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
