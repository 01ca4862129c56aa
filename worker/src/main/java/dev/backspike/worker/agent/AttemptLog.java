package dev.backspike.worker.agent;

import dev.backspike.common.protocol.AttemptId;
import org.slf4j.MDC;

/** Names the attempt in every line that its threads log, whichever class logs it: the MDC keys job and attempt. */
final class AttemptLog {

    private AttemptLog() {}

    static Runnable within(AttemptId attempt, Runnable work) {
        return () -> {
            try (var _ = MDC.putCloseable("job", attempt.jobId().text());
                    var _ = MDC.putCloseable("attempt", String.valueOf(attempt.number()))) {
                work.run();
            }
        };
    }
}
