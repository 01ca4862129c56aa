package dev.backspike.api.cli;

import java.util.ArrayList;
import java.util.List;

/** One line, redrawn: {@code [######------] epoch 47/100 train loss 0.0312 ... ETA 1:05 min}. */
final class ProgressBar implements ProgressDisplay {

    private static final int WIDTH = 20;
    private static final String REDRAW = "\r\033[K";

    private final Terminal terminal;
    private boolean drawn;

    ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(Progress progress) {
        List<String> parts = new ArrayList<>();
        int filled = (int) (progress.fraction() * WIDTH);
        parts.add("[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] epoch " + progress.epoch() + "/"
                + progress.epochs());
        // The time left goes first where the line gets too long for the terminal: it is what people look for.
        if (progress.eta() != null) {
            parts.add("ETA " + Wording.duration(progress.eta()));
        }
        parts.addAll(Wording.measurements(progress.values()));
        draw(String.join("  ", parts));
    }

    @Override
    public void note(String text) {
        terminal.line((drawn ? REDRAW : "") + text);
        drawn = false;
    }

    @Override
    public void end() {
        if (drawn) {
            terminal.line("");
            drawn = false;
        }
    }

    /** The last column stays free: some terminals wrap when it is written. */
    private void draw(String line) {
        terminal.out().print(REDRAW + line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
        terminal.out().flush();
        drawn = true;
    }
}
