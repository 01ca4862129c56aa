package dev.backspike.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.api.http.IfMatch;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.file.DataReport;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.JobInspector;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Instant;
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

    private static final int MOST_SAMPLES = 10;

    private final JobSubmission submission;
    private final JobReading reading;
    private final JobActions actions;
    private final JobDeletion deletion;
    private final JobInspector inspector;
    private final GradientChecks checks;

    JobController(
            JobSubmission submission,
            JobReading reading,
            JobActions actions,
            JobDeletion deletion,
            JobInspector inspector,
            GradientChecks checks) {
        this.submission = submission;
        this.reading = reading;
        this.actions = actions;
        this.deletion = deletion;
        this.inspector = inspector;
        this.checks = checks;
    }

    /**
     * The result of a validation.
     *
     * @param parameters number of trainable values
     * @param memoryBytes see {@link Inspection#memoryBytes}
     * @param data the content of the data, and the part that the trials use
     * @param gradients null unless requested
     */
    record Validation(
            JobSpec resolvedSpec,
            long parameters,
            long memoryBytes,
            DataReport data,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            GradientReport gradients) {}

    /**
     * Accepts a job: 201, or 200 with the earlier job if the same body was submitted with this Idempotency-Key before.
     */
    @ApiResponse(responseCode = "201", description = "accepted", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "200",
            description = "already accepted with this idempotency key",
            useReturnTypeSchema = true)
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
     * Validates a specification as a submission would and returns it resolved; with {@code gradients=true} also
     * compares the gradients of the network with central differences.
     *
     * @param samples of each part of the data to show, at most 10
     */
    @PostMapping(path = "/jobs:validate", consumes = MediaType.APPLICATION_JSON_VALUE)
    Validation validate(
            @RequestBody(required = false) @Nullable String body,
            @RequestParam(defaultValue = "false") boolean gradients,
            @RequestParam(defaultValue = "0") int samples) {
        if (samples < 0 || samples > MOST_SAMPLES) {
            throw ProblemException.badParameter("samples", "must be 0 to " + MOST_SAMPLES);
        }
        Inspection inspection = submission.inspect(body == null ? "" : body);
        return new Validation(
                inspection.resolved(),
                inspection.parameters(),
                inspection.memoryBytes(),
                inspector.data(inspection.resolved(), samples),
                gradients ? checks.check(inspection.resolved()) : null);
    }

    /**
     * Lists the jobs that meet all conditions, newest first.
     *
     * @param state one of these
     * @param label {@code name=content}; several must all hold
     * @param name the whole name, or how it begins, with a star at the end
     * @param sweep only runs of this sweep
     * @param owner only jobs of this owner
     * @param createdAfter submitted then or later, such as {@code 2026-01-31T12:00:00Z}
     * @param createdBefore submitted before then
     */
    @GetMapping("/jobs")
    JobReading.JobPage list(
            @RequestParam(required = false) @Nullable Set<JobState> state,
            @RequestParam(required = false) @Nullable List<String> label,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(required = false) @Nullable String sweep,
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable Instant createdAfter,
            @RequestParam(required = false) @Nullable Instant createdBefore,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        JobFilter filter = new JobFilter(
                state == null ? Set.of() : state,
                label == null ? List.of() : label,
                name,
                sweep,
                owner,
                createdAfter,
                createdBefore);
        return reading.list(filter, pageToken, new PageLimit(limit));
    }

    /** Returns a job. An action with its ETag in If-Match is performed only if the job has not changed since. */
    @GetMapping("/jobs/{id:[^:]+}")
    ResponseEntity<JobResource> get(@PathVariable JobId id) {
        return answer(200, id);
    }

    /** Cancels a job: 200 if the job has ended, 202 if its worker has been asked to stop. */
    @ApiResponse(responseCode = "200", description = "it has ended", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", description = "its worker has been asked", useReturnTypeSchema = true)
    @PostMapping("/jobs/{id}:cancel")
    ResponseEntity<JobResource> cancel(
            @PathVariable JobId id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(actions.cancel(id, IfMatch.of(ifMatch)) ? 200 : 202, id);
    }

    /** Pauses a job: 200 if the job is PAUSED, 202 if its worker has been asked to store a checkpoint and stop. */
    @ApiResponse(responseCode = "200", description = "it is paused", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", description = "its worker has been asked", useReturnTypeSchema = true)
    @PostMapping("/jobs/{id}:pause")
    ResponseEntity<JobResource> pause(
            @PathVariable JobId id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        return answer(actions.pause(id, IfMatch.of(ifMatch)) ? 200 : 202, id);
    }

    /** Requeues a paused job; it resumes from its latest checkpoint. */
    @PostMapping("/jobs/{id}:resume")
    ResponseEntity<JobResource> resume(
            @PathVariable JobId id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.resume(id, IfMatch.of(ifMatch));
        return answer(200, id);
    }

    /** @param fromCheckpoint the checkpoint to resume from; 0 for the beginning, null or absent for the latest */
    record Retry(@Nullable @JsonProperty(required = false) Integer fromCheckpoint) {}

    /** Retries a job that has failed, was cancelled or waits for a retry. */
    @PostMapping("/jobs/{id}:retry")
    ResponseEntity<JobResource> retry(
            @PathVariable JobId id,
            @RequestBody(required = false) @Nullable Retry body,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.retry(id, body == null ? null : body.fromCheckpoint(), IfMatch.of(ifMatch));
        return answer(200, id);
    }

    /** Deletes a job that has ended, with everything that belongs to it. */
    @ApiResponse(responseCode = "204", description = "removed")
    @DeleteMapping("/jobs/{id:[^:]+}")
    ResponseEntity<Void> delete(
            @PathVariable JobId id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        deletion.delete(id, IfMatch.of(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private ResponseEntity<JobResource> answer(int status, JobId id) {
        JobReading.Tagged job = reading.get(id);
        return ResponseEntity.status(status).eTag(job.etag()).body(job.job());
    }
}
