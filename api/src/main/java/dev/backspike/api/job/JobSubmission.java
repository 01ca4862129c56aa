package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.id.JobId;
import dev.backspike.engine.inspection.Inspection;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Accepts jobs. Parsing and inspection happen outside of the transaction, since they may read data files. */
@Component
class JobSubmission {

    private final CurrentCaller caller;
    private final JobIntake intake;
    private final IdempotencyKeys keys;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    JobSubmission(
            CurrentCaller caller,
            JobIntake intake,
            IdempotencyKeys keys,
            TransactionTemplate transaction,
            Wakeups wakeups) {
        this.caller = caller;
        this.intake = intake;
        this.keys = keys;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /** @param replayed whether the job was created by an earlier submission with the same key */
    record Accepted(JobId jobId, boolean replayed) {}

    Accepted submit(String body, @Nullable String key) {
        Submission submission = Submission.of(body, key);
        Optional<Accepted> earlier = replay(submission);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        intake.requireRoom(1);
        Inspection inspection = inspect(body);
        try {
            JobId id = store(submission, inspection);
            wakeups.raise(Wakeups.QUEUE);
            return new Accepted(id, false);
        } catch (DataIntegrityViolationException e) {
            // A concurrent submission with the same key was stored first.
            return replay(submission).orElseThrow(() -> e);
        }
    }

    Inspection inspect(String body) {
        return intake.inspect(Submission.tree(body));
    }

    private JobId store(Submission submission, Inspection inspection) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            JobId id = intake.accept(submission.body(), inspection, null).id();
            if (submission.key() != null) {
                keys.add(
                        caller.name(), submission.key(), new IdempotencyKeys.Submitted(id.text(), submission.sha256()));
            }
            return id;
        }));
    }

    private Optional<Accepted> replay(Submission submission) {
        return submission.key() == null
                ? Optional.empty()
                : keys.find(caller.name(), submission.key()).map(known -> {
                    submission.requireSame(known.bodySha256(), "job", known.jobId());
                    return new Accepted(new JobId(known.jobId()), true);
                });
    }
}
