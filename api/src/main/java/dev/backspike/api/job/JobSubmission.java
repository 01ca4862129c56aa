package dev.backspike.api.job;

import dev.backspike.api.event.Wakeups;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.hash.Sha256;
import dev.backspike.common.spec.Inspection;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpecParser;
import jakarta.persistence.EntityManager;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Takes jobs in. Parsing and inspecting happen outside of the transaction, as they may read data files. */
@Component
class JobSubmission {

    private static final int MAX_KEY = 255;

    private final JobIntake intake;
    private final IdempotencyKeyRepository keys;
    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    JobSubmission(
            JobIntake intake,
            IdempotencyKeyRepository keys,
            EntityManager entities,
            TransactionTemplate transaction,
            Wakeups wakeups) {
        this.intake = intake;
        this.keys = keys;
        this.entities = entities;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /** @param replayed whether an earlier submission with the same key made the job */
    record Accepted(String jobId, boolean replayed) {}

    Accepted submit(String body, @Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
            throw ProblemException.badParameter("Idempotency-Key", "must have 1 to " + MAX_KEY + " characters");
        }
        String hash = Sha256.of(body);
        Optional<Accepted> earlier = replay(key, hash);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Inspection inspection = inspect(body);
        try {
            String id = store(body, inspection, key, hash);
            wakeups.raise(Wakeups.QUEUE);
            return new Accepted(id, false);
        } catch (DataIntegrityViolationException e) {
            // The same key was stored since we looked: the database decides who came first.
            return replay(key, hash).orElseThrow(() -> e);
        }
    }

    Inspection inspect(String body) {
        return intake.inspect(tree(body));
    }

    private String store(String body, Inspection inspection, @Nullable String key, String hash) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            String id = intake.accept(body, inspection, null).id();
            if (key != null) {
                entities.persist(new IdempotencyKey(key, hash, id));
                keys.flush();
            }
            return id;
        }));
    }

    private Optional<Accepted> replay(@Nullable String key, String hash) {
        return key == null
                ? Optional.empty()
                : keys.findById(key).map(known -> {
                    if (!known.bodySha256().equals(hash)) {
                        throw new ProblemException(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "idempotency-key-reused",
                                "this Idempotency-Key came with another body before, for job " + known.jobId()
                                        + "; use a new key for a new job");
                    }
                    return new Accepted(known.jobId(), true);
                });
    }

    private static JsonNode tree(String body) {
        try {
            return JobSpecParser.readTree(body);
        } catch (InvalidSpecException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "malformed-json", "the body" + e.getMessage(), e.errors());
        }
    }
}
