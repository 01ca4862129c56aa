package dev.backspike.api.dispatch;

import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.spec.JobSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes queued jobs out of the queue, for an attempt. */
@Component
class AttemptStarts {

    private static final Logger log = LoggerFactory.getLogger(AttemptStarts.class);

    private final Checkpoints checkpoints;
    private final Timer queueWait;

    AttemptStarts(Checkpoints checkpoints, MeterRegistry meters) {
        this.checkpoints = checkpoints;
        this.queueWait = Timer.builder("backspike.queue.wait")
                .description("Time that jobs spent in the queue before they were leased")
                .register(meters);
    }

    /** The specification of a queued job; null if this release cannot read it, of which the job then fails. */
    @Nullable
    JobSpec spec(LockedJob job) {
        try {
            return job.resolvedSpec();
        } catch (InvalidSpecException e) {
            // Left in the queue, it would block the queue for ever.
            log.error("job {} fails: its stored specification cannot be read", job.id(), e);
            job.fail(new StateReason(
                    ReasonCode.SPEC_UNREADABLE,
                    "this release cannot read the specification of the job: " + e.getMessage()));
            return null;
        }
    }

    /**
     * @param workers by rank
     * @return the checkpoint from which the attempt resumes; null for the beginning
     */
    @Nullable
    ResumePoint start(LockedJob job, List<String> workers) {
        ResumePoint resume = checkpoints.resume(job);
        job.start(workers, resume);
        queueWait.record(job.queuedFor());
        return resume;
    }
}
