package dev.backspike.api.sweep;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.job.JobIds;
import dev.backspike.api.job.JobIntake;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.PausedBy;
import dev.backspike.api.job.Submission;
import dev.backspike.api.job.SweepRun;
import dev.backspike.api.sweep.SweepInspection.Inspected;
import dev.backspike.api.sweep.SweepInspection.InspectedRun;
import dev.backspike.api.wakeup.Wakeups;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Accepts sweeps: all runs are inspected first, then stored together in one transaction. */
@Component
class SweepSubmission {

    private final CurrentCaller caller;
    private final SweepInspection inspection;
    private final SweepRepository sweeps;
    private final SweepRuns runs;
    private final JobIntake intake;
    private final LockedRuns locked;
    private final JobIds ids;
    private final EntityManager entities;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Wakeups wakeups;

    SweepSubmission(
            CurrentCaller caller,
            SweepInspection inspection,
            SweepRepository sweeps,
            SweepRuns runs,
            JobIntake intake,
            LockedRuns locked,
            JobIds ids,
            EntityManager entities,
            TransactionTemplate transaction,
            Clock clock,
            Wakeups wakeups) {
        this.caller = caller;
        this.inspection = inspection;
        this.sweeps = sweeps;
        this.runs = runs;
        this.intake = intake;
        this.locked = locked;
        this.ids = ids;
        this.entities = entities;
        this.transaction = transaction;
        this.clock = clock;
        this.wakeups = wakeups;
    }

    /** @param replayed whether the sweep was created by an earlier submission with the same key */
    record Accepted(String sweepId, boolean replayed) {}

    Accepted submit(String body, @Nullable String key) {
        Submission submission = Submission.of(body, key);
        Optional<Accepted> earlier = replay(submission);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Inspected inspected = inspect(body);
        intake.requireRoom(inspected.runs().size());
        try {
            String id = ids.next('s');
            transaction.executeWithoutResult(
                    _ -> store(new Sweep(id, caller.name(), submission, inspected, clock.instant()), inspected));
            wakeups.raise(Wakeups.QUEUE);
            return new Accepted(id, false);
        } catch (DataIntegrityViolationException e) {
            // A concurrent submission with the same key was stored first.
            return replay(submission).orElseThrow(() -> e);
        }
    }

    Inspected inspect(String body) {
        return inspection.inspect(Submission.tree(body));
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
                job.hold(PausedBy.LIMIT, "waiting: its sweep runs at most " + most + " jobs at a time");
            }
            if (number % LockedRuns.AT_ONCE == 0) {
                // What is managed is looked through at every flush, which for many runs takes long.
                locked.flushAndClear();
            }
        }
        locked.flushAndClear();
    }

    private Optional<Accepted> replay(Submission submission) {
        return submission.key() == null
                ? Optional.empty()
                : sweeps.findByOwnerAndSubmissionKey(caller.name(), submission.key())
                        .map(known -> {
                            submission.requireSame(known.bodySha256(), "sweep", known.id());
                            return new Accepted(known.id(), true);
                        });
    }
}
