package dev.backspike.api.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of transitions that docs/jobs.md publishes. */
public final class PublishedTransitions {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\|.*");

    private PublishedTransitions() {}

    /** By state, the states that may follow. */
    public static Map<JobState, Set<JobState>> read() {
        Map<JobState, Set<JobState>> published = new EnumMap<>(JobState.class);
        for (JobState state : JobState.values()) {
            published.put(state, EnumSet.noneOf(JobState.class));
        }
        try {
            Files.readAllLines(Path.of("../docs/jobs.md")).stream()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .forEach(found -> published.computeIfPresent(JobState.valueOf(found.group(1)), (_, next) -> {
                        next.add(JobState.valueOf(found.group(2)));
                        return next;
                    }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return published;
    }
}
