package dev.backspike.api.localworker;

import dev.backspike.api.http.JobLog;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A line that the worker's process has printed.
 *
 * @param logger in whose name it is logged here
 * @param attempt the attempt that it is about; null if none
 */
record WorkerLogLine(Level level, String logger, @Nullable AttemptId attempt, String text) {

    /** As {@code process-logback.xml} of the worker writes it. */
    private static final Pattern LOGGED =
            Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR)\\|([\\w.$]+)\\|(j\\w{18})?\\|(\\d{1,9})?\\|(.*)");

    private static final String UNKNOWN = "dev.backspike.worker";
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    /** Lines of no logger, such as a stack trace or what the JVM says before it ends, are errors. */
    static WorkerLogLine of(String line) {
        Matcher logged = LOGGED.matcher(line);
        if (logged.matches()) {
            String job = logged.group(3);
            String number = logged.group(4);
            AttemptId attempt =
                    job == null || number == null ? null : new AttemptId(new JobId(job), Integer.parseInt(number));
            return new WorkerLogLine(Level.valueOf(logged.group(1)), logged.group(2), attempt, logged.group(5));
        }
        return new WorkerLogLine(line.equals(INCUBATOR) ? Level.DEBUG : Level.ERROR, UNKNOWN, null, line);
    }

    void log() {
        if (attempt == null) {
            LoggerFactory.getLogger(logger).atLevel(level).log(text);
        } else {
            try (JobLog _ = JobLog.of(attempt)) {
                LoggerFactory.getLogger(logger).atLevel(level).log(text);
            }
        }
    }
}
