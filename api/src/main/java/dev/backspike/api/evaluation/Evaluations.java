package dev.backspike.api.evaluation;

import dev.backspike.api.artifact.TrainedFiles;
import dev.backspike.api.artifact.TrainedFiles.TrainedFile;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.id.JobId;
import dev.backspike.engine.inspection.ModelInspector;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Evaluates trained networks, and runs them on single samples. */
@Component
class Evaluations {

    /** Evaluations of a job that are kept. */
    private static final int KEPT = 100;

    private final NetworkRuns runs;
    private final TrainedFiles files;
    private final ModelInspector models;
    private final EvaluationTable table;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Evaluations(
            NetworkRuns runs,
            TrainedFiles files,
            ModelInspector models,
            EvaluationTable table,
            JobQueue queue,
            TransactionTemplate transaction,
            Clock clock) {
        this.runs = runs;
        this.files = files;
        this.models = models;
        this.table = table;
        this.queue = queue;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Evaluates the network of a job of the caller's, and stores the result. */
    StoredEvaluation evaluate(JobId id, EvaluationRequest request) {
        transaction.executeWithoutResult(_ -> queue.lockOwned(id));
        TrainedFile file = files.find(id, request.checkpoint());
        Evaluated evaluated = runs.of(
                id,
                file,
                request.dataset(),
                (spec, values) -> models.evaluate(spec, values, request.split(), request.limit()));
        return Objects.requireNonNull(transaction.execute(_ -> {
            queue.lockOwned(id);
            return table.add(
                    file,
                    request.split(),
                    request.dataset(),
                    evaluated.evaluation(),
                    evaluated.trials(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    KEPT);
        }));
    }

    Trials record(JobId id, RecordingRequest request) {
        return runs.of(
                id,
                files.find(id, request.checkpoint()),
                request.dataset(),
                (spec, values) -> models.record(spec, values, request.split(), request.samples()));
    }

    Trials predict(JobId id, PredictionRequest request) {
        return runs.of(
                id,
                files.find(id, request.checkpoint()),
                null,
                (spec, values) -> models.predict(spec, values, request.samples(), request.record()));
    }
}
