package dev.backspike.cli.follow;

import dev.backspike.cli.terminal.Formats;
import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** One plain line per epoch, for files and pipes. */
public final class ProgressLines implements ProgressDisplay {

    private final Terminal terminal;
    private int epochShown;

    public ProgressLines(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void show(Progress progress) {
        if (progress.epoch() < epochShown) {
            epochShown = 0; // another attempt
        }
        if (progress.epoch() == epochShown) {
            return;
        }
        epochShown = progress.epoch();
        List<String> parts = new ArrayList<>();
        parts.add("epoch " + progress.epoch() + "/" + progress.epochs());
        parts.addAll(Formats.allOf(progress.values()));
        if (progress.eta() != null) {
            parts.add("ETA " + Formats.duration(progress.eta()));
        }
        terminal.line(String.join("  ", parts));
    }

    @Override
    public void note(String text) {
        terminal.line(text);
    }

    @Override
    public void end() {
        // every line is complete
    }
}
