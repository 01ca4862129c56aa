package dev.backspike.api.artifact;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StoredArtifact;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ModelController {

    private final Artifacts artifacts;
    private final ArtifactFiles files;
    private final JobQueue queue;

    ModelController(Artifacts artifacts, ArtifactFiles files, JobQueue queue) {
        this.artifacts = artifacts;
        this.files = files;
        this.queue = queue;
    }

    /** The trained model, in safetensors format. */
    @GetMapping(path = "/api/v1/jobs/{id}/model", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> model(@PathVariable String id) {
        StoredArtifact model = finished(id);
        ContentDisposition name =
                ContentDisposition.attachment().filename(id + ".safetensors").build();
        return ResponseEntity.ok()
                .eTag("\"" + model.sha256() + "\"")
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(new FileSystemResource(files.path(id, model.sha256())));
    }

    private StoredArtifact finished(String id) {
        JobStatus job = queue.status(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        if (job.state() != JobState.SUCCEEDED) {
            throw new ProblemException(
                    HttpStatus.NOT_FOUND,
                    "model-not-ready",
                    "job " + id + " is " + job.state() + "; the model is there once it is SUCCEEDED");
        }
        return artifacts
                .find(new AttemptId(id, job.attempt()), Artifacts.MODEL)
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.NOT_FOUND, "no-model", "job " + id + " succeeded without storing a model"));
    }
}
