package dev.backspike.api.artifact;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StoredArtifact;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ModelController {

    /**
     * The formats, each with the problem of a model that cannot be expressed in it. A worker stores
     * {@code model.FORMAT}, or the reason as text in {@code model.FORMAT.refusal}.
     */
    private static final SortedMap<String, ProblemCode> FORMATS =
            new TreeMap<>(Map.of("safetensors", ProblemCode.NO_SAFETENSORS_MODEL, "nir", ProblemCode.NO_NIR_MODEL));

    private final Artifacts artifacts;
    private final StoredContents files;
    private final JobQueue queue;

    ModelController(Artifacts artifacts, StoredContents files, JobQueue queue) {
        this.artifacts = artifacts;
        this.files = files;
        this.queue = queue;
    }

    /**
     * The trained model.
     *
     * @param format {@code safetensors}: the arrays by name; {@code nir}: the network with its values, where the
     *     Neuromorphic Intermediate Representation can express it
     */
    @GetMapping(path = "/api/v1/jobs/{id}/model", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> model(@PathVariable JobId id, @RequestParam(defaultValue = "safetensors") String format) {
        ProblemCode inexpressible = FORMATS.get(format);
        if (inexpressible == null) {
            throw ProblemException.badParameter(
                    "format", "is \"" + format + "\", must be one of " + String.join(", ", FORMATS.keySet()));
        }
        AttemptId attempt = finished(id);
        StoredArtifact model = artifacts
                .find(attempt, new FileName("model." + format))
                .orElseThrow(() -> missing(attempt, format, inexpressible));
        ContentDisposition name =
                ContentDisposition.attachment().filename(id + "." + format).build();
        return ResponseEntity.ok()
                .eTag("\"" + model.sha256() + "\"")
                .header(HttpHeaders.CONTENT_DISPOSITION, name.toString())
                .body(files.resource(id, model.sha256(), "the model of job " + id));
    }

    private AttemptId finished(JobId id) {
        JobStatus job = queue.status(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        if (job.state() != JobState.SUCCEEDED) {
            throw new ProblemException(
                    ProblemCode.MODEL_NOT_READY,
                    "job " + id + " is " + job.state() + "; the model exists once the job is SUCCEEDED");
        }
        return new AttemptId(id, job.attempt());
    }

    private ProblemException missing(AttemptId attempt, String format, ProblemCode inexpressible) {
        return artifacts
                .find(attempt, new FileName("model." + format + ".refusal"))
                .map(refusal -> new ProblemException(
                        inexpressible,
                        "the model does not exist in this format: "
                                + files.text(
                                        attempt.jobId(),
                                        refusal.sha256(),
                                        "why job " + attempt.jobId() + " has no such model")))
                .orElseGet(() -> new ProblemException(
                        ProblemCode.NO_MODEL,
                        "job " + attempt.jobId() + " succeeded without storing a model in the format " + format));
    }
}
