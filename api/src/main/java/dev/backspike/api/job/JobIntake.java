package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.access.QuotaProperties;
import dev.backspike.api.dataset.JobFiles;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.JobSpec;
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
import tools.jackson.databind.json.JsonMapper;

/** What every new job passes, whoever submits it: inspected outside of a transaction, stored within the caller's. */
@Component
public class JobIntake {

    /** When others of an owner's jobs may have ended. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final CurrentCaller caller;
    private final QuotaProperties quotas;
    private final JobRepository jobs;
    private final JobInspector inspector;
    private final JobFiles files;
    private final InitialModels initialModels;
    private final JobIds ids;
    private final JobQueue queue;
    private final EntityManager entities;
    private final JsonMapper json;
    private final Clock clock;
    private final Counter submitted;

    JobIntake(
            CurrentCaller caller,
            QuotaProperties quotas,
            JobRepository jobs,
            JobInspector inspector,
            JobFiles files,
            InitialModels initialModels,
            JobIds ids,
            JobQueue queue,
            EntityManager entities,
            JsonMapper json,
            Clock clock,
            MeterRegistry meters) {
        this.caller = caller;
        this.quotas = quotas;
        this.jobs = jobs;
        this.inspector = inspector;
        this.files = files;
        this.initialModels = initialModels;
        this.ids = ids;
        this.queue = queue;
        this.entities = entities;
        this.json = json;
        this.clock = clock;
        this.submitted = Counter.builder("backspike.jobs.submitted")
                .description("Jobs accepted")
                .register(meters);
    }

    /**
     * Checks a specification with its data.
     *
     * @throws InvalidSpecException naming what is wrong with it
     */
    public Inspection inspect(JsonNode spec) {
        Inspection inspection = inspector.inspect(files.fix(JobSpecParser.parse(spec)));
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(JobId job)) {
            initialModels.check(job);
        }
        requireMemory(inspection.resolved());
        return inspection;
    }

    /** What no worker could run is refused here, instead of failing there. */
    private void requireMemory(JobSpec resolved) {
        DataSize most = quotas.jobMemory();
        if (most.toBytes() == 0) {
            return;
        }
        long needed = inspector.memoryBytes(resolved);
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
     * Who speaks in the training data of a specification, each once, in ascending order.
     *
     * @throws InvalidSpecException if it is invalid, or its data do not say who speaks
     */
    public List<Integer> speakers(JsonNode spec) {
        return inspector.speakers(files.fix(JobSpecParser.parse(spec)));
    }

    /**
     * Submissions at the same moment do not see each other, and may together go over the quota.
     *
     * @throws ProblemException if the caller may not have so many jobs more that have not ended
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
                    "job-quota",
                    "you have " + now + " jobs that have not ended and may have " + quotas.openJobs()
                            + ", so there is no room for " + more + " more; wait for some to end or cancel them",
                    LATER);
        }
    }

    /**
     * Stores a new job of the caller's, queued.
     *
     * @param body the specification as submitted
     * @param run null for a job of its own
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public LockedJob accept(String body, Inspection inspection, @Nullable SweepRun run) {
        JobId id = ids.next();
        Job job = new Job(id, caller.name(), inspection.resolved(), clock.instant());
        if (run != null) {
            job.belongsTo(run);
        }
        entities.persist(job);
        entities.persist(new StoredSpec(id.text(), body, json.writeValueAsString(inspection.resolved())));
        if (files.areNamedBy(inspection.resolved())) {
            entities.flush();
            files.use(id.text(), inspection.resolved());
        }
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(JobId model)) {
            entities.flush();
            initialModels.adopt(id, model);
        }
        LockedJob accepted = queue.locked(job);
        accepted.submitted();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                submitted.increment();
            }
        });
        return accepted;
    }
}
