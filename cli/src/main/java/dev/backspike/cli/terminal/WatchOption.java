package dev.backspike.cli.terminal;

import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Shows something once, or again and again until the command is interrupted. */
public final class WatchOption {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @Option(names = "--watch", description = "Shows it again every 2 s until Ctrl-C.")
    private boolean watch;

    /** What is shown. */
    public interface View {
        String text() throws IOException, InterruptedException;
    }

    /** Returns after the first time without {@code --watch}, and not at all with it. */
    public void show(Terminal terminal, View view) throws IOException, InterruptedException {
        if (!watch) {
            terminal.text(view.text());
            return;
        }
        while (true) {
            terminal.screen(view.text());
            Thread.sleep(INTERVAL);
        }
    }
}
