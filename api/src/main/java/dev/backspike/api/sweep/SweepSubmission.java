package dev.backspike.api.sweep;

import dev.backspike.api.event.Wakeups;
import dev.backspike.api.job.JobIds;
import dev.backspike.api.job.JobIntake;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.PausedBy;
import dev.backspike.api.job.SweepRun;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.sweep.SweepInspection.Inspected;
import dev.backspike.api.sweep.SweepInspection.InspectedRun;
import dev.backspike.common.hash.Sha256;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpecParser;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Takes sweeps in: all runs are inspected first, then all are stored in one transaction, or none. */
@Component
class SweepSubmission {

    private static final int MAX_KEY = 255;

    private final SweepInspection inspection;
    private final SweepRepository sweeps;
    private final SweepRuns runs;
    private final JobIntake intake;
    private final JobIds ids;
    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Wakeups wakeups;

    SweepSubmission(
            SweepInspection inspection,
            SweepRepository sweeps,
            SweepRuns runs,
            JobIntake intake,
            JobIds ids,
            EntityManager entities,
            TransactionTemplate transaction,
            Clock clock,
            Wakeups wakeups) {
        this.inspection = inspection;
        this.sweeps = sweeps;
        this.runs = runs;
        this.intake = intake;
        this.ids = ids;
        this.entities = entities;
        this.transaction = transaction;
        this.clock = clock;
        this.wakeups = wakeups;
    }

    /** @param replayed whether an earlier submission with the same key made the sweep */
    record Accepted(String sweepId, boolean replayed) {}

    Accepted submit(String body, @Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
            throw ProblemException.badParameter("Idempotency-Key", "must have 1 to " + MAX_KEY + " characters");
        }
        String hash = Sha256.of(body);
        Optional<Accepted> earlier = replay(key, hash);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Inspected inspected = inspect(body);
        try {
            String id = ids.next('s');
            transaction.executeWithoutResult(
                    _ -> store(new Sweep(id, body, inspected, key, hash, clock.instant()), inspected));
            wakeups.raise(Wakeups.QUEUE);
            return new Accepted(id, false);
        } catch (DataIntegrityViolationException e) {
            // The same key was stored since we looked: the database decides who came first.
            return replay(key, hash).orElseThrow(() -> e);
        }
    }

    Inspected inspect(String body) {
        return inspection.inspect(tree(body));
    }

    private void store(Sweep sweep, Inspected inspected) {
        entities.persist(sweep);
        sweeps.flush();
        runs.insert(sweep.id(), inspected.runs().stream().map(InspectedRun::run).toList());
        Integer most = sweep.maxConcurrentRuns();
        Integer firstRung =
                inspected.rungs().isEmpty() ? null : inspected.rungs().getFirst();
        for (InspectedRun one : inspected.runs()) {
            int number = one.run().number();
            LockedJob job = intake.accept(
                    one.run().spec().toString(), one.inspection(), new SweepRun(sweep.id(), number, firstRung));
            if (most != null && number > most) {
                job.hold(PausedBy.LIMIT, "waits its turn: its sweep runs at most " + most + " at a time");
            }
            // What is managed is looked through at every flush, which for many runs takes long.
            entities.flush();
            entities.clear();
        }
    }

    private Optional<Accepted> replay(@Nullable String key, String hash) {
        return key == null
                ? Optional.empty()
                : sweeps.findByIdempotencyKey(key).map(known -> {
                    if (!known.bodySha256().equals(hash)) {
                        throw new ProblemException(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "idempotency-key-reused",
                                "this Idempotency-Key came with another body before, for sweep " + known.id()
                                        + "; use a new key for a new sweep");
                    }
                    return new Accepted(known.id(), true);
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
