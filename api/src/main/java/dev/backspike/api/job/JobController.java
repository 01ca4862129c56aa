package dev.backspike.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.common.spec.GradientReport;
import dev.backspike.common.spec.Inspection;
import dev.backspike.common.spec.JobInspector;
import dev.backspike.common.spec.JobSpec;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class JobController {

    private final JobSubmission submission;
    private final JobReading reading;
    private final JobEnding ending;
    private final JobPausing pausing;
    private final JobInspector inspector;
    private final GradientChecks checks;

    JobController(
            JobSubmission submission,
            JobReading reading,
            JobEnding ending,
            JobPausing pausing,
            JobInspector inspector,
            GradientChecks checks) {
        this.submission = submission;
        this.reading = reading;
        this.ending = ending;
        this.pausing = pausing;
        this.inspector = inspector;
        this.checks = checks;
    }

    /**
     * What a specification amounts to.
     *
     * @param parameters number of trainable values
     * @param memoryBytes see {@link JobInspector#memoryBytes}
     * @param gradients null unless asked for
     */
    record Validation(
            JobSpec resolvedSpec,
            long parameters,
            long memoryBytes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            GradientReport gradients) {}

    /** Accepts a job: 201, or 200 with the earlier job when the same Idempotency-Key came with the same body before. */
    @PostMapping(path = "/jobs", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<JobResource> submit(
            @RequestBody(required = false) @Nullable String body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        JobSubmission.Accepted accepted = submission.submit(body == null ? "" : body, key);
        JobReading.Tagged job = reading.accepted(accepted.jobId());
        ResponseEntity.BodyBuilder answer = accepted.replayed()
                ? ResponseEntity.ok().header("Idempotency-Replayed", "true")
                : ResponseEntity.created(URI.create("/api/v1/jobs/" + accepted.jobId()));
        return answer.eTag(job.etag()).body(job.job());
    }

    /**
     * Checks a specification as a submission would, and shows what it amounts to; with {@code gradients=true} also
     * compares the network's gradients with central differences.
     */
    @PostMapping(path = "/jobs:validate", consumes = MediaType.APPLICATION_JSON_VALUE)
    Validation validate(
            @RequestBody(required = false) @Nullable String body,
            @RequestParam(defaultValue = "false") boolean gradients) {
        Inspection inspection = submission.inspect(body == null ? "" : body);
        return new Validation(
                inspection.resolved(),
                inspection.parameters(),
                inspector.memoryBytes(inspection.resolved()),
                gradients ? checks.check(inspection.resolved()) : null);
    }

    /** Jobs, newest first. */
    @GetMapping("/jobs")
    JobReading.JobPage list(
            @RequestParam(required = false) @Nullable Set<JobState> state,
            @RequestParam(required = false) @Nullable List<String> label,
            @RequestParam(required = false) @Nullable String sweep,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        JobReading.Filter filter = new JobReading.Filter(
                state == null ? Set.of() : state, label == null ? List.of() : label, sweep, owner);
        return reading.list(filter, pageToken, limit);
    }

    @GetMapping("/jobs/{id}")
    ResponseEntity<JobResource> get(@PathVariable String id) {
        JobReading.Tagged job = reading.get(id);
        return ResponseEntity.ok().eTag(job.etag()).body(job.job());
    }

    /** Cancels: 200 when the job has ended with that, 202 when its worker has been asked to stop. */
    @PostMapping("/jobs/{id}:cancel")
    ResponseEntity<JobResource> cancel(@PathVariable String id) {
        boolean ended = ending.cancel(id);
        return ResponseEntity.status(ended ? 200 : 202).body(reading.get(id).job());
    }

    /** Pauses: 200 when the job is PAUSED, 202 when its worker has been asked to save it and stop. */
    @PostMapping("/jobs/{id}:pause")
    ResponseEntity<JobResource> pause(@PathVariable String id) {
        boolean paused = pausing.pause(id);
        return ResponseEntity.status(paused ? 200 : 202).body(reading.get(id).job());
    }

    /** Puts a paused job back into the queue; it goes on where it stopped. */
    @PostMapping("/jobs/{id}:resume")
    JobResource resume(@PathVariable String id) {
        pausing.resume(id);
        return reading.get(id).job();
    }

    /** @param fromCheckpoint where to go on; 0 for the beginning, null or absent for the latest checkpoint */
    record Retry(@Nullable @JsonProperty(required = false) Integer fromCheckpoint) {}

    /** Tries a job again that failed or was cancelled, or that waits for its next try. */
    @PostMapping("/jobs/{id}:retry")
    JobResource retry(@PathVariable String id, @RequestBody(required = false) @Nullable Retry body) {
        pausing.retry(id, body == null ? null : body.fromCheckpoint());
        return reading.get(id).job();
    }

    @DeleteMapping("/jobs/{id}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        ending.delete(id);
        return ResponseEntity.noContent().build();
    }
}
