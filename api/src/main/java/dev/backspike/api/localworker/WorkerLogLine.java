package dev.backspike.api.localworker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A line that the worker's process has printed.
 *
 * @param logger in whose name it is logged here
 */
record WorkerLogLine(Level level, String logger, String text) {

    /** As {@code process-logback.xml} of the worker writes it. */
    private static final Pattern LOGGED = Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR)\\|([\\w.$]+)\\|(.*)");

    private static final String UNKNOWN = "dev.backspike.worker";
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    /** Lines of no logger, such as a stack trace or what the JVM says before it ends, are errors. */
    static WorkerLogLine of(String line) {
        Matcher logged = LOGGED.matcher(line);
        if (logged.matches()) {
            return new WorkerLogLine(Level.valueOf(logged.group(1)), logged.group(2), logged.group(3));
        }
        return new WorkerLogLine(line.equals(INCUBATOR) ? Level.DEBUG : Level.ERROR, UNKNOWN, line);
    }

    void log() {
        LoggerFactory.getLogger(logger).atLevel(level).log(text);
    }
}
