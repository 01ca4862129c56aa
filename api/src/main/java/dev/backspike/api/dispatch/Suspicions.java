package dev.backspike.api.dispatch;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out which job exhausts the memory of workers, or crashes them, when a worker has ended while it ran several.
 * Each of them is suspected: it resumes without a charge, but at most half as many run beside each other, as so much
 * memory is kept free for each. This repeats until one runs alone when its worker ends. That job is charged and keeps
 * running alone, and the others of the same suspicion are exonerated.
 */
@Component
class Suspicions {

    private static final Logger log = LoggerFactory.getLogger(Suspicions.class);

    private final Reporting reporting;
    private final JobQueue queue;
    private final TransactionTemplate transaction;

    Suspicions(Reporting reporting, JobQueue queue, TransactionTemplate transaction) {
        this.reporting = reporting;
        this.queue = queue;
        this.transaction = transaction;
    }

    /**
     * Interrupts the attempts that a worker ran when it ended.
     *
     * @param together at least two
     * @param heap the memory of the worker, in bytes
     * @param message why it ended, text for users
     */
    void arise(List<AttemptId> together, long heap, String message) {
        String suspicion = transaction.execute(_ -> name(together));
        // At most half of them fit beside each other, and two or three do not.
        long each = Math.ceilDiv(heap, Math.max(1, together.size() / 2));
        for (AttemptId attempt : together) {
            String why = "attempt " + attempt.number() + " was interrupted: the worker " + message + ", while it ran "
                    + together.size() + " jobs; this does not count as a retry";
            if (!reporting.interrupt(attempt, suspicion, each, why)) {
                log.info("attempt {} had ended before its worker", attempt);
            }
        }
    }

    /** An earlier suspicion of one of them is extended to all. */
    private String name(List<AttemptId> together) {
        return together.stream()
                .map(attempt ->
                        queue.lock(attempt.jobId()).map(LockedJob::suspicion).orElse(null))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> UUID.randomUUID().toString().replace("-", ""));
    }

    /**
     * A job that ran alone has ended its worker.
     *
     * @param heap the memory of the worker, in bytes
     */
    void confirm(JobId guilty, long heap) {
        transaction.executeWithoutResult(_ -> {
            String suspicion = queue.lock(guilty).map(LockedJob::suspicion).orElse(null);
            List<LockedJob> suspects = suspicion == null ? List.of() : queue.lockSuspects(suspicion);
            suspects.forEach(LockedJob::exonerate);
            queue.lock(guilty).ifPresent(job -> job.reserve(heap));
            if (suspects.size() > 1) {
                log.info(
                        "job {} ended its worker alone; {} others are not suspected any more",
                        guilty,
                        suspects.size() - 1);
            }
        });
    }
}
