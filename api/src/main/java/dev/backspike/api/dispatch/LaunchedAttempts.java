package dev.backspike.api.dispatch;

import dev.backspike.api.http.JobLog;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Attempts with a worker of their own, for whoever launches these workers and sees their ends. */
@Component
public class LaunchedAttempts {

    private static final Logger log = LoggerFactory.getLogger(LaunchedAttempts.class);

    private final Attempts attempts;
    private final Reporting reporting;
    private final Wakeups wakeups;

    LaunchedAttempts(Attempts attempts, Reporting reporting, Wakeups wakeups) {
        this.attempts = attempts;
        this.reporting = reporting;
        this.wakeups = wakeups;
    }

    /** When an attempt ended; empty while it runs, and if it has not begun. */
    public Optional<Instant> endedAt(AttemptId attempt) {
        return attempts.find(attempt).map(Attempt::endedAt);
    }

    /**
     * Fails an attempt whose worker has ended, so that its job need not wait for the end of the lease; does nothing if
     * the worker has reported the end itself.
     *
     * @param message text for users
     */
    public void fail(AttemptId attempt, FailureCode code, String message) {
        try (JobLog _ = JobLog.of(attempt)) {
            reporting.fail(attempt, code, message);
            wakeups.raise(Wakeups.QUEUE);
        } catch (StaleAttemptException e) {
            log.info("attempt {} had ended before its worker: {}", attempt, e.getMessage());
        }
    }
}
