package dev.backspike.api.dispatch;

import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.job.AttemptWorkers;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists attempts. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class AttemptController {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Attempts attempts;
    private final AttemptWorkers workers;
    private final JobQueue queue;

    AttemptController(Attempts attempts, AttemptWorkers workers, JobQueue queue) {
        this.workers = workers;
        this.attempts = attempts;
        this.queue = queue;
    }

    /**
     * @param worker the worker that holds rank 0, or held it
     * @param workers the workers by rank, one for each replica
     * @param resumedCheckpoint the checkpoint that it resumed from; null for the beginning
     * @param resumedStep weight updates completed when it began; it supersedes the points of earlier attempts beyond
     * @param failure why it failed, as far as it decides about a retry
     * @param leaseUntil when its lease expires; null once it has ended
     */
    record AttemptResource(
            int attempt,
            Attempt.State state,
            String worker,
            List<String> workers,
            @Nullable String engine,
            @Nullable Integer threads,
            @Nullable Integer resumedCheckpoint,
            long resumedStep,
            @Nullable FailureKind failure,
            @Nullable Instant leaseUntil,
            Instant startedAt,
            @Nullable Instant endedAt) {

        static AttemptResource of(Attempt attempt, List<String> workers) {
            Attempt.Training training = attempt.training();
            return new AttemptResource(
                    attempt.number(),
                    attempt.state(),
                    attempt.worker(),
                    workers,
                    training == null ? null : training.engine(),
                    training == null ? null : training.threads(),
                    attempt.origin().checkpoint(),
                    attempt.origin().step(),
                    attempt.failure(),
                    attempt.endedAt() == null ? attempt.leaseUntil() : null,
                    attempt.startedAt(),
                    attempt.endedAt());
        }
    }

    /**
     * @param attempts oldest first
     * @param nextPageToken null on the last page
     */
    record AttemptPage(
            List<AttemptResource> attempts, @Nullable String nextPageToken) {}

    /** Attempts of a job, oldest first. */
    @GetMapping("/jobs/{id}/attempts")
    AttemptPage attempts(
            @PathVariable JobId id,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        int after = pageToken == null ? 0 : Integer.parseInt(PageToken.read(pageToken, NUMBER));
        if (queue.status(id).isEmpty()) {
            throw ProblemException.jobNotFound(id);
        }
        List<Attempt> found = attempts.ofJob(id.text(), after, limited.andOneMore());
        Map<AttemptId, List<String>> byRank =
                workers.byRank(found.stream().map(Attempt::id).toList());
        return new AttemptPage(
                limited.page(found).stream()
                        .map(attempt -> AttemptResource.of(attempt, byRank.getOrDefault(attempt.id(), List.of())))
                        .toList(),
                limited.next(found, attempt -> String.valueOf(attempt.number())));
    }
}
