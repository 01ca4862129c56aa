package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.Wakeups;
import dev.backspike.common.id.JobId;
import dev.backspike.engine.inspection.Inspection;
import jakarta.persistence.EntityManager;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes jobs in. Parsing and inspecting happen outside of the transaction, as they may read data files. */
@Component
class JobSubmission {

    private final CurrentCaller caller;
    private final JobIntake intake;
    private final IdempotencyKeyRepository keys;
    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    JobSubmission(
            CurrentCaller caller,
            JobIntake intake,
            IdempotencyKeyRepository keys,
            EntityManager entities,
            TransactionTemplate transaction,
            Wakeups wakeups) {
        this.caller = caller;
        this.intake = intake;
        this.keys = keys;
        this.entities = entities;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /** @param replayed whether an earlier submission with the same key made the job */
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
            // The same key was stored since we looked: the database decides who came first.
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
                entities.persist(new IdempotencyKey(own(submission.key()), submission.sha256(), id.text()));
                keys.flush();
            }
            return id;
        }));
    }

    private Optional<Accepted> replay(Submission submission) {
        return submission.key() == null
                ? Optional.empty()
                : keys.findById(own(submission.key())).map(known -> {
                    submission.requireSame(known.bodySha256(), "job " + known.jobId());
                    return new Accepted(new JobId(known.jobId()), true);
                });
    }

    private IdempotencyKey.Key own(String key) {
        return new IdempotencyKey.Key(caller.name(), key);
    }
}
