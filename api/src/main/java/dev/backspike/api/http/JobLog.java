package dev.backspike.api.http;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names a job, and an attempt of it, in every line that this thread logs until it is closed: the MDC keys {@code job}
 * and {@code attempt}, which are fields of structured logs.
 */
public final class JobLog implements AutoCloseable {

    private static final String JOB = "job";
    private static final String ATTEMPT = "attempt";

    private final @Nullable String outerJob = MDC.get(JOB);
    private final @Nullable String outerAttempt = MDC.get(ATTEMPT);

    private JobLog(String job, @Nullable String attempt) {
        set(JOB, job);
        set(ATTEMPT, attempt);
    }

    public static JobLog of(JobId job) {
        return new JobLog(job.text(), null);
    }

    public static JobLog of(AttemptId attempt) {
        return new JobLog(attempt.jobId().text(), String.valueOf(attempt.number()));
    }

    @Override
    public void close() {
        set(JOB, outerJob);
        set(ATTEMPT, outerAttempt);
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
