package dev.backspike.api.job;

import dev.backspike.api.dataset.JobFiles;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.hash.Sha256;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.Inspection;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobInspector;
import dev.backspike.common.spec.JobSpecParser;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes jobs in. Parsing and inspecting happen outside of the transaction, as they may read data files. */
@Component
class JobSubmission {

    private static final int MAX_KEY = 255;

    private final JobInspector inspector;
    private final JobFiles files;
    private final InitialModels initialModels;
    private final JobIds ids;
    private final JobQueue queue;
    private final IdempotencyKeyRepository keys;
    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Clock clock;
    private final Wakeups wakeups;
    private final Counter submitted;

    JobSubmission(
            JobInspector inspector,
            JobFiles files,
            InitialModels initialModels,
            JobIds ids,
            JobQueue queue,
            IdempotencyKeyRepository keys,
            EntityManager entities,
            TransactionTemplate transaction,
            JsonMapper json,
            Clock clock,
            Wakeups wakeups,
            MeterRegistry meters) {
        this.inspector = inspector;
        this.files = files;
        this.initialModels = initialModels;
        this.ids = ids;
        this.queue = queue;
        this.keys = keys;
        this.entities = entities;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
        this.wakeups = wakeups;
        this.submitted = Counter.builder("backspike.jobs.submitted")
                .description("Jobs accepted")
                .register(meters);
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
            submitted.increment();
            wakeups.raise(Wakeups.QUEUE);
            return new Accepted(id, false);
        } catch (DataIntegrityViolationException e) {
            // The same key was stored since we looked: the database decides who came first.
            return replay(key, hash).orElseThrow(() -> e);
        }
    }

    Inspection inspect(String body) {
        Inspection inspection = inspector.inspect(files.fix(JobSpecParser.parse(tree(body))));
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(String job)) {
            initialModels.check(job);
        }
        return inspection;
    }

    private String store(String body, Inspection inspection, @Nullable String key, String hash) {
        String id = ids.next();
        transaction.executeWithoutResult(_ -> {
            Job job = new Job(id, inspection.resolved(), clock.instant());
            entities.persist(job);
            entities.persist(new StoredSpec(id, body, json.writeValueAsString(inspection.resolved())));
            if (key != null) {
                entities.persist(new IdempotencyKey(key, hash, id));
            }
            keys.flush();
            files.use(id, inspection.resolved());
            if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(String model)) {
                initialModels.adopt(id, model);
            }
            queue.locked(job).submitted();
        });
        return id;
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
