package dev.backspike.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats metrics, durations and counts for a screen. */
public final class Formats {

    private Formats() {}

    /** The loss and accuracy of each split, where known, and the speed. */
    public static List<String> allOf(Map<String, Double> values) {
        List<String> parts = new ArrayList<>();
        for (String split : List.of("train", "validation", "test")) {
            parts.addAll(split(values, split));
        }
        addSpeed(values, parts);
        return parts;
    }

    /** The loss and accuracy of one split, such as {@code test loss 0.0712} and {@code test accuracy 97.90 %}. */
    public static List<String> split(Map<String, Double> values, String split) {
        List<String> parts = new ArrayList<>();
        Double loss = values.get(split + ".loss");
        if (loss != null) {
            parts.add(split + " loss " + loss(loss));
        }
        Double accuracy = values.get(split + ".accuracy");
        if (accuracy != null) {
            parts.add(split + " accuracy " + percent(accuracy));
        }
        return parts;
    }

    /** The training loss, the accuracy of the validation split or else of the test or training split, and the speed. */
    public static List<String> inShort(Map<String, Double> values) {
        List<String> parts = new ArrayList<>();
        Double loss =
                values.containsKey("train.runningLoss") ? values.get("train.runningLoss") : values.get("train.loss");
        if (loss != null) {
            parts.add("loss " + loss(loss));
        }
        for (String split : List.of("validation", "test", "train")) {
            Double accuracy = values.get(split + ".accuracy");
            if (accuracy != null) {
                parts.add(split + " accuracy " + percent(accuracy));
                break;
            }
        }
        addSpeed(values, parts);
        return parts;
    }

    public static String loss(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 1e-3 && value != 0 ? "%.2e" : "%.4f", value);
    }

    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** Formats a duration, such as {@code 4.2 s}, {@code 3:05 min} or {@code 2:10:00 h}. */
    public static String duration(Duration time) {
        long s = time.toSeconds();
        if (s < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d h", s / 3600, s / 60 % 60, s % 60);
    }

    /** Minutes and seconds, short: {@code 1:05}. */
    public static String countdown(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }

    /** Formats a count, such as {@code 1 run}, {@code 2 runs}. */
    public static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private static void addSpeed(Map<String, Double> values, List<String> parts) {
        Double speed = values.get("train.samplesPerSecond");
        if (speed != null) {
            parts.add(String.format(Locale.ROOT, "%,.0f samples/s", speed));
        }
    }

    /** A whole number with its thousands apart. */
    public static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A size, such as {@code 512 B}, {@code 3.4 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 999.5 && unit < 4) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, size < 10 ? "%.1f %cB" : "%.0f %cB", size, "kMGTP".charAt(unit));
    }

    /** How long ago an instant is, in its largest unit: {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 9 d}. */
    public static String age(Instant then, Instant now) {
        long s = Math.max(0, Duration.between(then, now).toSeconds());
        if (s < 60) {
            return s + " s";
        }
        return s < 3600 ? s / 60 + " min" : s < 86_400 ? s / 3600 + " h" : s / 86_400 + " d";
    }
}
