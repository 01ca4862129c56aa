package dev.backspike.cli.follow;

import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Shows the progress of a sweep: one line that is redrawn on a terminal; elsewhere a new line for each change. */
public final class SweepProgress {

    private static final int WIDTH = 16;
    private static final String REDRAW = "\r\033[K";

    private final Terminal terminal;
    private String shown = "";
    private boolean drawn;

    public SweepProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    public void show(JsonNode sweep) {
        String text = describe(sweep);
        if (terminal.outIsTerminal()) {
            int filled = (int) (sweep.path("percent").asDouble() / 100 * WIDTH);
            draw("[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + text);
        } else if (!text.equals(shown)) {
            terminal.line(text);
        }
        shown = text;
    }

    public void lost(String why) {
        if (!shown.equals(why)) {
            terminal.line((drawn ? REDRAW : "") + why + "; retrying");
            drawn = false;
        }
        shown = why;
    }

    /** Leaves the cursor at the start of a line. */
    public void end() {
        if (drawn) {
            terminal.line("");
            drawn = false;
        }
    }

    private static String describe(JsonNode sweep) {
        JsonNode counts = sweep.path("counts");
        int ended = counts.path("SUCCEEDED").asInt()
                + counts.path("FAILED").asInt()
                + counts.path("CANCELLED").asInt();
        List<String> parts = new ArrayList<>();
        parts.add(ended + "/" + sweep.path("runs").asInt() + " runs ended");
        add(parts, counts.path("RUNNING").asInt(), "running");
        add(parts, counts.path("QUEUED").asInt() + counts.path("RETRY_WAIT").asInt(), "queued");
        add(parts, counts.path("PAUSED").asInt(), "waiting");
        add(parts, counts.path("FAILED").asInt(), "failed");
        add(parts, sweep.path("stoppedBySweep").asInt(), "stopped");
        JsonNode best = sweep.path("best");
        if (best.isObject()) {
            String series = sweep.at("/objective/series").asString("");
            parts.add("best " + series + " " + ResultsTable.withDeviation(series, best));
        }
        return String.join("  ", parts);
    }

    private static void add(List<String> parts, int runs, String what) {
        if (runs > 0) {
            parts.add(runs + " " + what);
        }
    }

    /** Leaves the last column free because some terminals wrap when it is written. */
    private void draw(String line) {
        terminal.out().print(REDRAW + line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
        terminal.out().flush();
        drawn = true;
    }
}
