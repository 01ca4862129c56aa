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
 * A line printed by the worker's process.
 *
 * @param logger name of the logger that logs it here
 * @param attempt the attempt that it belongs to; null if none
 */
record WorkerLogLine(Level level, String logger, @Nullable AttemptId attempt, String text) {

    /** The format of {@code process-logback.xml} of the worker. */
    private static final Pattern LOGGED =
            Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR)\\|([\\w.$]+)\\|(j\\w{18})?\\|(\\d{1,9})?\\|(.*)");

    private static final String UNKNOWN = "dev.backspike.worker";
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    /** Parses a line. Lines without a logger, such as stack traces and messages of the JVM, are errors. */
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
