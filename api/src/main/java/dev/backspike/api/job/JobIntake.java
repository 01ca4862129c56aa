package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.dataset.JobFiles;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.Inspection;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobInspector;
import dev.backspike.common.spec.JobSpecParser;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every new job passes, whoever submits it: inspected outside of a transaction, stored within the caller's. */
@Component
public class JobIntake {

    private final CurrentCaller caller;
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
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(String job)) {
            initialModels.check(job);
        }
        return inspection;
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
     * Stores a new job of the caller's, queued.
     *
     * @param body the specification as submitted
     * @param run null for a job of its own
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public LockedJob accept(String body, Inspection inspection, @Nullable SweepRun run) {
        String id = ids.next();
        Job job = new Job(id, caller.name(), inspection.resolved(), clock.instant());
        if (run != null) {
            job.belongsTo(run);
        }
        entities.persist(job);
        entities.persist(new StoredSpec(id, body, json.writeValueAsString(inspection.resolved())));
        if (files.areNamedBy(inspection.resolved())) {
            entities.flush();
            files.use(id, inspection.resolved());
        }
        if (inspection.resolved().training().initialFrom() instanceof InitialFromSpec.OfJob(String model)) {
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
