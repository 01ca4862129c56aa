package dev.backspike.cli.dataset;

import dev.backspike.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * Draws a sample of the REST API as lines of text: spikes as a raster of channels (upwards) over time, images as they
 * are. The denser the character, the more spikes are in its cell, or the brighter the pixels.
 */
public final class SampleRaster {

    private static final String SHADES = " .:*#";
    private static final int COLUMNS = 64;
    private static final int ROWS = 12;
    private static final int IMAGE_COLUMNS = 56;

    private SampleRaster() {}

    /**
     * @param sample with {@code times} and {@code channels}, or {@code pixels}
     * @param channels of the data set, at least 1
     * @param durationMs length of a trial, which is marked; 0 if unknown
     */
    public static List<String> lines(JsonNode sample, int channels, double durationMs) {
        List<String> lines = new ArrayList<>();
        lines.add(title(sample));
        if (sample.has("pixels")) {
            image(sample.path("pixels"), lines);
        } else if (!sample.path("times").isEmpty()) {
            spikes(sample, channels, durationMs, lines);
        }
        return lines;
    }

    private static String title(JsonNode sample) {
        StringBuilder title =
                new StringBuilder("sample ").append(sample.path("sample").asInt());
        if (sample.has("label")) {
            title.append(", class ").append(sample.path("label").asInt());
        }
        if (sample.has("className")) {
            title.append(" (")
                    .append(Terminal.printable(sample.path("className").asString()))
                    .append(')');
        }
        if (sample.has("speaker")) {
            title.append(", speaker ")
                    .append(Terminal.printable(sample.path("speaker").asString()));
        }
        if (sample.has("spikes")) {
            title.append(String.format(
                    Locale.ROOT, ", %,d spikes", sample.path("spikes").asInt()));
        }
        return title.toString();
    }

    private static void spikes(JsonNode sample, int channels, double durationMs, List<String> lines) {
        JsonNode times = sample.path("times");
        double last = times.get(times.size() - 1).asDouble();
        double end = Math.max(last, durationMs);
        int rows = Math.clamp(channels, 1, ROWS);
        int[][] cells = new int[rows][COLUMNS];
        for (int k = 0; k < times.size(); k++) {
            int channel = Math.min(sample.path("channels").path(k).asInt(), channels - 1);
            int column = end == 0 ? 0 : (int) Math.min(COLUMNS - 1, times.get(k).asDouble() / end * COLUMNS);
            cells[(int) ((long) channel * rows / channels)][column]++;
        }
        for (int row = rows - 1; row >= 0; row--) {
            int highest = (int) (((long) (row + 1) * channels - 1) / rows);
            String label = row == rows - 1 || row == 0 ? String.valueOf(row == 0 ? 0 : highest) : "";
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%7s |", label));
            for (int count : cells[row]) {
                line.append(SHADES.charAt(count == 0 ? 0 : Math.min(4, 1 + log2(count))));
            }
            lines.add(line.toString().stripTrailing());
        }
        String axis = "ms" + (durationMs > 0 && last >= durationMs ? ", trial ends at " + number(durationMs) : "");
        lines.add(String.format(Locale.ROOT, "%8s0%" + (COLUMNS - 1) + "s", "", number(end) + " " + axis));
    }

    private static int log2(int count) {
        return 31 - Integer.numberOfLeadingZeros(count);
    }

    /** Two rows of pixels in a line, as characters are about twice as high as wide. */
    private static void image(JsonNode pixels, List<String> lines) {
        int width = pixels.path(0).size();
        int step = Math.max(1, Math.ceilDiv(width, IMAGE_COLUMNS));
        for (int top = 0; top < pixels.size(); top += 2 * step) {
            StringBuilder line = new StringBuilder("        |");
            for (int left = 0; left < width; left += step) {
                int brightest = 0;
                for (int y = top; y < Math.min(top + 2 * step, pixels.size()); y++) {
                    for (int x = left; x < Math.min(left + step, width); x++) {
                        brightest = Math.max(brightest, pixels.path(y).path(x).asInt());
                    }
                }
                line.append(SHADES.charAt(Math.ceilDiv(brightest * 4, 255)));
            }
            lines.add(line.toString().stripTrailing());
        }
    }

    private static String number(double value) {
        return DataText.number(value);
    }
}
