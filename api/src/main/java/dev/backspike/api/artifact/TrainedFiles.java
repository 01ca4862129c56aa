package dev.backspike.api.artifact;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StoredArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The files with trained values of jobs: models and checkpoints. */
@Component
public class TrainedFiles {

    private static final FileName MODEL = new FileName("model.safetensors");

    private final Artifacts artifacts;
    private final CheckpointLog checkpoints;
    private final StoredContents files;
    private final JobQueue queue;

    TrainedFiles(Artifacts artifacts, CheckpointLog checkpoints, StoredContents files, JobQueue queue) {
        this.artifacts = artifacts;
        this.checkpoints = checkpoints;
        this.files = files;
        this.queue = queue;
    }

    /**
     * A file with trained values.
     *
     * @param checkpoint its number; null for the model
     * @param epoch that the checkpoint was made after; null for the model
     */
    public record TrainedFile(
            JobId jobId,
            @Nullable Integer checkpoint,
            @Nullable Integer epoch,
            Sha256 sha256) {

        private String what() {
            return (checkpoint == null ? "the model" : "checkpoint " + checkpoint) + " of job " + jobId;
        }
    }

    /**
     * The model of a job, or one of its checkpoints.
     *
     * @param checkpoint its number; null for the model
     * @throws ProblemException if there is none
     */
    public TrainedFile find(JobId id, @Nullable Integer checkpoint) {
        JobStatus job = queue.status(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        return checkpoint == null ? model(id, job) : checkpoint(id, checkpoint);
    }

    private TrainedFile model(JobId id, JobStatus job) {
        if (job.state() != JobState.SUCCEEDED) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY,
                    "job " + id + " is " + job.state()
                            + "; the model exists once the job is SUCCEEDED. Name one of its checkpoints instead, such as"
                            + " \"checkpoint\": 1");
        }
        StoredArtifact model = artifacts
                .find(new AttemptId(id, job.attempt()), MODEL)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_MODEL, "job " + id + " succeeded without storing a model as safetensors"));
        return new TrainedFile(id, null, null, model.sha256());
    }

    private TrainedFile checkpoint(JobId id, int number) {
        Checkpoint found = checkpoints
                .find(id, number)
                .filter(one -> one.state() != Checkpoint.State.UNUSABLE)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_SUCH_CHECKPOINT, "job " + id + " has no usable checkpoint " + number));
        return new TrainedFile(id, number, found.epoch(), found.sha256());
    }

    /**
     * Copies a file, after it has been compared with its hash.
     *
     * @throws dev.backspike.api.storage.DefectiveContentException if it is missing or damaged
     */
    public void copy(TrainedFile file, Path to) {
        try (InputStream content =
                files.resource(file.jobId(), file.sha256(), file.what()).getInputStream()) {
            Files.copy(content, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file.what(), e);
        }
    }
}
