package dev.backspike.cli.follow;

import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** One line, redrawn: {@code [######------] epoch 47/100 train loss 0.0312 ... ETA 1:05}. */
public final class ProgressBar implements ProgressDisplay {

    private static final int WIDEST = 24;
    private static final int NARROWEST = 4;
    private static final String REDRAW = "\r\033[K";

    private final Terminal terminal;
    private boolean drawn;

    public ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(Progress progress) {
        List<String> parts = new ArrayList<>();
        parts.add("epoch " + progress.epoch() + "/" + progress.epochs());
        parts.addAll(Formats.inShort(progress.values()));
        if (progress.eta() != null) {
            parts.add("ETA " + Formats.countdown(progress.eta()));
        }
        String text = String.join("  ", parts);
        draw(bar(progress.fraction(), lineWidth() - text.length() - 3) + text);
    }

    /** A bar as wide as the line has room for, or nothing. */
    private static String bar(double fraction, int room) {
        if (room < NARROWEST) {
            return "";
        }
        int width = Math.min(room, WIDEST);
        int filled = (int) (fraction * width);
        return "[" + "#".repeat(filled) + "-".repeat(width - filled) + "] ";
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
    private int lineWidth() {
        return terminal.columns() - 1;
    }

    private void draw(String line) {
        terminal.out().print(REDRAW + line.substring(0, Math.min(line.length(), lineWidth())));
        terminal.out().flush();
        drawn = true;
    }
}
