package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import org.springframework.stereotype.Component;

/** Files of attempts are for those who have leased them. Who that is never changes, so it is asked before the rest. */
@Component
class OwnAttempts {

    private final CurrentCaller caller;
    private final AttemptRepository attempts;

    OwnAttempts(CurrentCaller caller, AttemptRepository attempts) {
        this.caller = caller;
        this.attempts = attempts;
    }

    /** @throws StaleAttemptException if it is somebody else's, of which a worker needs to know no more */
    AttemptId own(JobId jobId, int number) {
        AttemptId attempt = new AttemptId(jobId, number);
        return attempts.findById(Attempt.Key.of(attempt))
                .filter(found -> found.leasedAs().equals(caller.name()))
                .map(Attempt::attemptId)
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }
}
