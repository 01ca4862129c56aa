package dev.backspike.api.sweep;

import dev.backspike.api.http.IfMatch;
import dev.backspike.api.sweep.SweepInspection.Inspected;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.util.List;
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
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(path = "/api/v1")
class SweepController {

    private final SweepSubmission submission;
    private final SweepReading reading;
    private final SweepActions actions;

    SweepController(SweepSubmission submission, SweepReading reading, SweepActions actions) {
        this.submission = submission;
        this.reading = reading;
        this.actions = actions;
    }

    /**
     * What a submission of the sweep would create.
     *
     * @param rungs epochs after which runs are compared; empty without successive halving
     * @param expansion each run with the values that it sets, by JSON pointer
     */
    record SweepValidation(int runs, int configurations, List<Integer> rungs, List<PlannedRun> expansion) {

        record PlannedRun(int run, int configuration, JsonNode parameters, JsonNode replicate) {}
    }

    /**
     * Accepts a sweep and all its jobs: 201, or 200 with the existing sweep if the Idempotency-Key and body were
     * submitted before.
     */
    @ApiResponse(responseCode = "201", description = "accepted", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "200",
            description = "already accepted with this idempotency key",
            useReturnTypeSchema = true)
    @PostMapping(
            path = "/sweeps",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepResource> submitSweep(
            @RequestBody(required = false) @Nullable String body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        SweepSubmission.Accepted accepted = submission.submit(body == null ? "" : body, key);
        ResponseEntity.BodyBuilder answer = accepted.replayed()
                ? ResponseEntity.ok().header("Idempotency-Replayed", "true")
                : ResponseEntity.created(URI.create("/api/v1/sweeps/" + accepted.sweepId()));
        SweepReading.Tagged sweep = reading.get(accepted.sweepId());
        return answer.eTag(sweep.etag()).body(sweep.sweep());
    }

    /** Validates a sweep and all its runs as a submission would, and returns the runs that it would create. */
    @PostMapping(
            path = "/sweeps:validate",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    SweepValidation validateSweep(@RequestBody(required = false) @Nullable String body) {
        Inspected inspected = submission.inspect(body == null ? "" : body);
        return new SweepValidation(
                inspected.runs().size(),
                inspected.configurations(),
                inspected.rungs(),
                inspected.runs().stream().map(SweepController::planned).toList());
    }

    private static SweepValidation.PlannedRun planned(SweepInspection.InspectedRun inspected) {
        Run run = inspected.run();
        return new SweepValidation.PlannedRun(
                run.number(), run.configuration(), SweepRuns.tree(run.parameters()), SweepRuns.tree(run.replicate()));
    }

    /** Lists sweeps, newest first. */
    @GetMapping(path = "/sweeps", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepReading.SweepPage sweeps(
            @RequestParam(required = false) @Nullable String owner,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        return reading.list(owner, pageToken, limit);
    }

    /**
     * Returns a sweep. An action with its ETag in If-Match succeeds only if the sweep and its runs have not changed
     * since.
     */
    @GetMapping(path = "/sweeps/{id:[^:]+}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepResource> sweep(@PathVariable String id) {
        return answer(200, id);
    }

    /** Lists the runs of a sweep in order of their numbers; {@code /jobs?sweep=} lists the jobs. */
    @GetMapping(path = "/sweeps/{id}/runs", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepReading.RunPage sweepRuns(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        return reading.runs(id, pageToken, limit);
    }

    /**
     * Returns mean and standard deviation of each configuration, best first, for the objective's series or another one.
     */
    @GetMapping(path = "/sweeps/{id}/results", produces = MediaType.APPLICATION_JSON_VALUE)
    SweepReading.Results sweepResults(
            @PathVariable String id, @RequestParam(required = false) @Nullable String series) {
        return reading.results(id, series);
    }

    /** Returns the same results as CSV, with one column per parameter. */
    @GetMapping(path = "/sweeps/{id}/results", produces = "text/csv")
    String sweepResultsCsv(@PathVariable String id, @RequestParam(required = false) @Nullable String series) {
        return ResultsCsv.of(reading.results(id, series));
    }

    /** Pauses every run that has not ended; running jobs stop after their next checkpoint. */
    @PostMapping(path = "/sweeps/{id}:pause", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepResource> pauseSweep(
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.pause(id, IfMatch.of(ifMatch));
        return answer(200, id);
    }

    /** Resumes the runs that {@code :pause} has paused. */
    @PostMapping(path = "/sweeps/{id}:resume", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepResource> resumeSweep(
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.resume(id, IfMatch.of(ifMatch));
        return answer(200, id);
    }

    /** Cancels every run that has not ended: 200 if all have ended, 202 if workers still have to stop. */
    @ApiResponse(responseCode = "200", description = "all runs have ended", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "202", description = "workers have been asked to stop", useReturnTypeSchema = true)
    @PostMapping(path = "/sweeps/{id}:cancel", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SweepResource> cancelSweep(
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.cancel(id, IfMatch.of(ifMatch));
        SweepReading.Tagged sweep = reading.get(id);
        return ResponseEntity.status(sweep.sweep().endedAt() == null ? 202 : 200)
                .eTag(sweep.etag())
                .body(sweep.sweep());
    }

    /** Deletes a sweep that has ended, with its jobs. */
    @ApiResponse(responseCode = "204", description = "removed")
    @DeleteMapping("/sweeps/{id:[^:]+}")
    ResponseEntity<Void> deleteSweep(
            @PathVariable String id, @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        actions.delete(id, IfMatch.of(ifMatch));
        return ResponseEntity.noContent().build();
    }

    private ResponseEntity<SweepResource> answer(int status, String id) {
        SweepReading.Tagged sweep = reading.get(id);
        return ResponseEntity.status(status).eTag(sweep.etag()).body(sweep.sweep());
    }
}
