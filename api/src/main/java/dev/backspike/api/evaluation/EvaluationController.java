package dev.backspike.api.evaluation;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.job.JobRows;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.id.JobId;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(path = "/api/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class EvaluationController {

    private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}");

    private final Evaluations evaluations;
    private final EvaluationTable table;
    private final JobRows jobs;

    EvaluationController(Evaluations evaluations, EvaluationTable table, JobRows jobs) {
        this.evaluations = evaluations;
        this.table = table;
        this.jobs = jobs;
    }

    /**
     * An evaluation in a list.
     *
     * @param checkpoint null for the model
     * @param epoch that the checkpoint was made after; null for the model
     * @param dataset in place of the job's own; null for its own
     * @param samples that were evaluated
     */
    record EvaluationSummary(
            int number,
            @Nullable Integer checkpoint,
            @Nullable Integer epoch,
            Split split,
            @Nullable JsonNode dataset,
            int samples,
            double loss,
            double accuracy,
            Instant createdAt) {

        static EvaluationSummary of(StoredEvaluation stored) {
            return new EvaluationSummary(
                    stored.number(),
                    stored.checkpoint(),
                    stored.epoch(),
                    stored.split(),
                    stored.dataset(),
                    stored.result().samples(),
                    stored.result().loss(),
                    stored.result().accuracy(),
                    stored.createdAt());
        }
    }

    /** @param evaluations newest first */
    record EvaluationList(List<EvaluationSummary> evaluations) {}

    /**
     * @param trials without spikes
     * @param nextPageToken null on the last page
     */
    record PredictionPage(List<Trial> trials, @Nullable String nextPageToken) {}

    /**
     * Evaluates the model of a job, or a checkpoint, on a part of its data set or of another one, and stores the
     * result. The answer comes when all samples have run.
     */
    @ApiResponse(responseCode = "201", description = "evaluated", useReturnTypeSchema = true)
    @PostMapping(path = "/{id}:evaluate", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<StoredEvaluation> evaluate(
            @PathVariable JobId id, @RequestBody(required = false) @Nullable String body) {
        StoredEvaluation stored = evaluations.evaluate(id, EvaluationRequest.read(body));
        return ResponseEntity.created(URI.create("/api/v1/jobs/" + id + "/evaluations/" + stored.number()))
                .body(stored);
    }

    /** Returns what the model of a job, or a checkpoint, makes of the samples in the request. Nothing is stored. */
    @PostMapping(path = "/{id}:predict", consumes = MediaType.APPLICATION_JSON_VALUE)
    Trials predict(@PathVariable JobId id, @RequestBody(required = false) @Nullable String body) {
        return evaluations.predict(id, PredictionRequest.read(body));
    }

    /**
     * Returns the spikes of all populations in trials of samples of the job's data set, or of another one. Nothing is
     * stored.
     */
    @PostMapping(path = "/{id}:record", consumes = MediaType.APPLICATION_JSON_VALUE)
    Trials record(@PathVariable JobId id, @RequestBody(required = false) @Nullable String body) {
        return evaluations.record(id, RecordingRequest.read(body));
    }

    /** Lists the evaluations of a job that are kept: the latest 100. */
    @GetMapping("/{id}/evaluations")
    EvaluationList list(@PathVariable JobId id) {
        jobs.requireExisting(id);
        return new EvaluationList(
                table.ofJob(id).stream().map(EvaluationSummary::of).toList());
    }

    /** Returns an evaluation. */
    @GetMapping("/{id}/evaluations/{number}")
    StoredEvaluation get(@PathVariable JobId id, @PathVariable int number) {
        return existing(id, number);
    }

    /** Lists the predictions of an evaluation, in the order of the samples. */
    @GetMapping("/{id}/evaluations/{number}/predictions")
    PredictionPage predictions(
            @PathVariable JobId id,
            @PathVariable int number,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "100") int limit) {
        PageLimit limited = new PageLimit(limit);
        int from = pageToken == null ? 0 : Integer.parseInt(PageToken.read(pageToken, POSITION));
        existing(id, number);
        List<Trial> found = table.trials(id, number, from, limited.andOneMore());
        return new PredictionPage(
                limited.page(found), limited.next(found, _ -> String.valueOf(from + limited.limit())));
    }

    private StoredEvaluation existing(JobId id, int number) {
        jobs.requireExisting(id);
        return table.find(id, number)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.EVALUATION_NOT_FOUND,
                        "job " + id + " has no evaluation " + number + "; the oldest give way to new ones"));
    }
}
