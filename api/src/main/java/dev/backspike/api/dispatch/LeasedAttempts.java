package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import org.springframework.stereotype.Component;

/**
 * Checks that files of an attempt are exchanged with the worker that has leased it. The worker of a lease never
 * changes.
 */
@Component
class LeasedAttempts {

    private final CurrentCaller caller;
    private final Attempts attempts;

    LeasedAttempts(CurrentCaller caller, Attempts attempts) {
        this.caller = caller;
        this.attempts = attempts;
    }

    /** @throws StaleAttemptException if the attempt does not exist or is leased to another worker */
    AttemptId requireLeased(JobId jobId, int number) {
        AttemptId attempt = new AttemptId(jobId, number);
        return attempts.find(attempt)
                .filter(found -> found.leasedAs().equals(caller.name()))
                .map(Attempt::id)
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }
}
