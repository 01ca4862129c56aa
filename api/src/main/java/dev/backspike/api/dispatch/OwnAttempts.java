package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import org.springframework.stereotype.Component;

/** Files of attempts are for those who have leased them. Who that is never changes, so it is asked before the rest. */
@Component
class OwnAttempts {

    private final CurrentCaller caller;
    private final Attempts attempts;

    OwnAttempts(CurrentCaller caller, Attempts attempts) {
        this.caller = caller;
        this.attempts = attempts;
    }

    /** @throws StaleAttemptException if it is somebody else's, of which a worker needs to know no more */
    AttemptId own(String jobId, int number) {
        AttemptId attempt = new AttemptId(jobId, number);
        return attempts.find(attempt)
                .filter(found -> found.leasedAs().equals(caller.name()))
                .map(Attempt::id)
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }
}
