package dev.backspike.api.evaluation;

import dev.backspike.api.artifact.TrainedFiles;
import dev.backspike.api.artifact.TrainedFiles.TrainedFile;
import dev.backspike.api.job.InputFiles;
import dev.backspike.api.job.JobRows;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.StoredValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs trained networks one at a time, so that submissions, which need the same processes, find one free. Requests wait
 * for their turn for a while.
 */
@Component
class NetworkRuns {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What of the training decides how its network runs, or is required. */
    private static final List<String> KEPT = List.of("epochs", "batchSize", "seed", "loss", "optimiser", "gradients");

    private final TrainedFiles files;
    private final JobRows jobs;
    private final InputFiles uploads;
    private final Semaphore turn = new Semaphore(1, true);

    NetworkRuns(TrainedFiles files, JobRows jobs, InputFiles uploads) {
        this.files = files;
        this.jobs = jobs;
        this.uploads = uploads;
    }

    @FunctionalInterface
    interface Run<T> {

        T with(JobSpec spec, StoredValues values);
    }

    /**
     * Runs the network of a job.
     *
     * @param dataset of a specification; null for the job's own
     * @throws ProblemException if it cannot be run, or other runs take too long
     */
    <T> T of(JobId id, TrainedFile file, @Nullable JsonNode dataset, Run<T> run) {
        JobSpec spec = RequestBodies.valid(() -> spec(id, dataset));
        takeTurn();
        try {
            return RequestBodies.valid(() -> run(spec, file, run));
        } finally {
            turn.release();
        }
    }

    private void takeTurn() {
        try {
            if (turn.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(
                ProblemCode.EVALUATION_BUSY, "other evaluations, predictions or recordings are running; retry");
    }

    private <T> T run(JobSpec spec, TrainedFile file, Run<T> run) {
        try {
            // In a file of its own, since the store may be on another machine.
            Path copy =
                    Files.createTempFile("backspike-values-", ".safetensors").toRealPath();
            try {
                files.copy(file, copy);
                StoredValues.Kind kind =
                        file.checkpoint() == null ? StoredValues.Kind.MODEL : StoredValues.Kind.CHECKPOINT;
                return run.with(
                        spec, new StoredValues(copy.toString(), file.sha256().text(), kind));
            } finally {
                Files.delete(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for temporary files cannot be used", e);
        }
    }

    /** The job's network and loss, without what concerns its training alone and another data set need not fit. */
    private JobSpec spec(JobId id, @Nullable JsonNode dataset) {
        ObjectNode spec = jobs.resolvedSpec(id);
        ((ObjectNode) spec.path("training")).retain(KEPT);
        if (dataset != null) {
            spec.set("dataset", dataset);
        }
        return uploads.fix(JobSpecParser.parse(spec));
    }
}
