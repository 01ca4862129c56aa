package dev.backspike.api.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How measurements read on a screen. */
final class Wording {

    private Wording() {}

    /** Loss, accuracy and speed, as far as there are any, such as {@code loss 0.0312 accuracy 97.1 % (test)}. */
    static List<String> measurements(Map<String, Double> values) {
        List<String> parts = new ArrayList<>();
        series(values, "loss").forEach((split, loss) -> parts.add(split + " loss " + loss(loss)));
        series(values, "accuracy").forEach((split, accuracy) -> parts.add(split + " accuracy " + percent(accuracy)));
        Double speed = values.get("train.samplesPerSecond");
        if (speed != null) {
            parts.add(String.format(Locale.ROOT, "%,.0f samples/s", speed));
        }
        return parts;
    }

    static String loss(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 1e-3 && value != 0 ? "%.2e" : "%.4f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Such as {@code 4.2 s}, {@code 3:05 min} or {@code 2:10:00 h}. */
    static String duration(Duration time) {
        long s = time.toSeconds();
        if (s < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d h", s / 3600, s / 60 % 60, s % 60);
    }

    private static Map<String, Double> series(Map<String, Double> values, String measure) {
        Map<String, Double> bySplit = new LinkedHashMap<>();
        for (String split : List.of("train", "validation", "test")) {
            Double value = values.get(split + "." + measure);
            if (value != null) {
                bySplit.put(split, value);
            }
        }
        return bySplit;
    }
}
