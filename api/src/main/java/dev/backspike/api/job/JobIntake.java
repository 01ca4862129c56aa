package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.access.QuotaProperties;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.JobInspector;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/**
 * Accepts new jobs, submitted alone or by a sweep: inspects them outside of a transaction and stores them in the
 * caller's.
 */
@Component
public class JobIntake {

    /** Suggested delay before a retry, after which some jobs of the owner may have ended. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final CurrentCaller caller;
    private final QuotaProperties quotas;
    private final JobRepository jobs;
    private final JobInspector inspector;
    private final InputFiles files;
    private final InitialModels initialModels;
    private final StoredSpecs specs;
    private final JobIds ids;
    private final JobQueue queue;
    private final EntityManager entities;
    private final Clock clock;
    private final Counter submitted;

    JobIntake(
            CurrentCaller caller,
            QuotaProperties quotas,
            JobRepository jobs,
            JobInspector inspector,
            InputFiles files,
            InitialModels initialModels,
            StoredSpecs specs,
            JobIds ids,
            JobQueue queue,
            EntityManager entities,
            Clock clock,
            MeterRegistry meters) {
        this.caller = caller;
        this.quotas = quotas;
        this.jobs = jobs;
        this.inspector = inspector;
        this.files = files;
        this.initialModels = initialModels;
        this.specs = specs;
        this.ids = ids;
        this.queue = queue;
        this.entities = entities;
        this.clock = clock;
        this.submitted = Counter.builder("backspike.jobs.submitted")
                .description("Jobs accepted")
                .register(meters);
    }

    /**
     * Validates a specification together with its data.
     *
     * @throws InvalidSpecException naming every error
     */
    public Inspection inspect(JsonNode spec) {
        Inspection inspection = inspector.inspect(files.fix(JobSpecParser.parse(spec)));
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(JobId job)) {
            initialModels.check(job);
        }
        requireMemory(inspection.memoryBytes());
        return inspection;
    }

    /** Rejects a job that no worker could run, instead of letting it fail there. */
    private void requireMemory(long needed) {
        DataSize most = quotas.jobMemory();
        if (most.toBytes() == 0) {
            return;
        }
        if (needed > most.toBytes()) {
            throw new InvalidSpecException(
                    "/network",
                    "needs at least " + DataSize.ofBytes(needed).toMegabytes()
                            + " MB of memory with its data and batches,"
                            + " more than the " + most.toMegabytes() + " MB that a job may need here"
                            + " (backspike.quotas.job-memory); make populations, batches or the data set smaller");
        }
    }

    /**
     * The speakers in the training data of a specification, each once, in ascending order.
     *
     * @throws InvalidSpecException if it is invalid, or its data have no speakers
     */
    public List<Integer> speakers(JsonNode spec) {
        return inspector.speakers(files.fix(JobSpecParser.parse(spec)));
    }

    /**
     * Checks the quota of open jobs. Concurrent submissions do not see each other and may together exceed the quota.
     *
     * @throws ProblemException if the quota does not allow the caller as many more open jobs
     */
    public void requireRoom(int more) {
        if (quotas.openJobs() == 0) {
            return;
        }
        EnumSet<JobState> open = EnumSet.allOf(JobState.class);
        open.removeIf(JobState::isEnded);
        long now = jobs.countByOwnerAndStateIn(caller.name(), open);
        if (now + more > quotas.openJobs()) {
            throw ProblemException.tooManyRequests(
                    ProblemCode.JOB_QUOTA,
                    "you have " + now + " of at most " + quotas.openJobs() + " jobs that have not ended, so " + more
                            + " more cannot be accepted; wait until some have ended, or cancel some",
                    LATER);
        }
    }

    /**
     * Stores a new queued job of the caller.
     *
     * @param body the specification as submitted
     * @param run null for a job outside of sweeps
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public LockedJob accept(String body, Inspection inspection, @Nullable SweepRun run) {
        JobId id = ids.next();
        Job job = new Job(id, caller.name(), inspection, clock.instant());
        if (run != null) {
            job.belongsTo(run);
        }
        LockedJob accepted = queue.locked(job);
        accepted.submitted();
        // Inserted now, as the rows of other tables refer to it, and complete, so that no update follows.
        entities.persist(job);
        entities.flush();
        specs.add(id.text(), body, inspection.resolved());
        files.use(id.text(), inspection.resolved());
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(JobId model)) {
            initialModels.adopt(id, model);
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                submitted.increment();
            }
        });
        return accepted;
    }
}
