package dev.backspike.api.artifact;

import dev.backspike.api.job.InitialModels;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StoredArtifact;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Copies of other jobs' models, as artifacts of attempt 0. */
@Component
public class CopiedModels implements InitialModels {

    private static final String POINTER = "/training/initialFrom/job";
    private static final FileName NAME = new FileName("initial.safetensors");
    private static final FileName MODEL = new FileName("model.safetensors");

    private final Artifacts artifacts;
    private final StoredContents files;
    private final JobQueue queue;

    CopiedModels(Artifacts artifacts, StoredContents files, JobQueue queue) {
        this.artifacts = artifacts;
        this.files = files;
        this.queue = queue;
    }

    @Override
    public void check(JobId fromJob) {
        model(fromJob, queue.status(fromJob));
    }

    @Override
    public void adopt(JobId newJob, JobId fromJob) {
        // Locked, so that it is not deleted before its file is read.
        Optional<JobStatus> status = queue.lock(fromJob).flatMap(job -> queue.status(job.id()));
        StoredArtifact model = model(fromJob, status);
        try {
            byte[] content = files.read(fromJob, model.sha256(), "the model of job " + fromJob);
            artifacts.save(
                    new AttemptId(newJob, 0),
                    new StoredArtifact(NAME, files.putForNewJob(newJob, content), content.length));
        } catch (DefectiveContentException e) {
            throw new InvalidSpecException(POINTER, "names a job whose model cannot be used: " + e.detail());
        }
    }

    /** The hash of the model that a job begins with; null if it draws its own values. */
    public @Nullable Sha256 of(JobId jobId) {
        return artifacts
                .find(new AttemptId(jobId, 0), NAME)
                .map(StoredArtifact::sha256)
                .orElse(null);
    }

    private StoredArtifact model(JobId fromJob, Optional<JobStatus> status) {
        if (status.isEmpty()) {
            throw new InvalidSpecException(POINTER, "names no job: " + fromJob);
        }
        if (status.get().state() != JobState.SUCCEEDED) {
            throw new InvalidSpecException(
                    POINTER,
                    "names job " + fromJob + ", which is " + status.get().state()
                            + "; only a SUCCEEDED one has a model");
        }
        return artifacts
                .find(new AttemptId(fromJob, status.get().attempt()), MODEL)
                .orElseThrow(() -> new InvalidSpecException(POINTER, "names a job without a model: " + fromJob));
    }
}
