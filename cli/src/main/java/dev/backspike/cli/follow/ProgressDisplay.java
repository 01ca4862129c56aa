package dev.backspike.cli.follow;

import dev.backspike.cli.terminal.Terminal;

/** Shows a job's progress while it runs. */
public sealed interface ProgressDisplay permits ProgressBar, ProgressLines {

    static ProgressDisplay on(Terminal terminal) {
        return terminal.outIsTerminal() ? new ProgressBar(terminal) : new ProgressLines(terminal);
    }

    void show(Progress progress);

    /** A line that stays. */
    void note(String text);

    /** Leaves the cursor at the start of a line. */
    void end();
}
