package dev.backspike.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.backspike.common.id.JobId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job in the REST API.
 *
 * @param owner name of the user who submitted it; {@code local} without authentication
 * @param stateReason why it is in its state; for a job that is queued for the first time why it waits
 * @param waitReason why it waits at present; null unless QUEUED
 * @param queuePosition its place in line, from 1; null unless QUEUED, and in the answer to a submission
 * @param estimatedStart when a worker should become free for it, if running jobs end as estimated; null while unknown
 * @param attempt number of the latest attempt, 0 before the first
 * @param cancelRequested whether its worker has been asked to end it; likewise {@code pauseRequested}
 * @param stopRequestedAt when its worker was asked; null unless it has yet to stop
 * @param retryAt when it is retried; null unless RETRY_WAIT
 * @param worker the worker that holds rank 0 of its latest attempt, or held it
 * @param workers the workers that hold its latest attempt, by rank, or held it: one for each replica
 * @param sweep the sweep that it is a run of; null for none
 * @param sweepRun its number there
 * @param latest newest value of each series; null where it is not a finite number
 * @param best highest accuracies and lowest losses so far
 * @param lastEvent sequence number of its latest event; a stream with it as Last-Event-ID continues after it
 * @param spec the specification exactly as submitted; absent in lists
 * @param resolvedSpec the specification with every default filled in; absent in lists
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobResource(
        JobId id,
        String name,
        String owner,
        Map<String, String> labels,
        int priority,
        JobState state,
        @Nullable StateReason stateReason,
        @Nullable StateReason waitReason,
        @Nullable Integer queuePosition,
        @Nullable Instant estimatedStart,
        boolean cancelRequested,
        boolean pauseRequested,
        @Nullable Instant stopRequestedAt,
        @Nullable Instant retryAt,
        int attempt,
        @Nullable String worker,
        List<String> workers,
        @Nullable String sweep,
        @Nullable Integer sweepRun,
        JobProgress progress,
        Map<String, @Nullable Double> latest,
        Map<String, @Nullable Double> best,
        long lastEvent,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
        String spec,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @Nullable
        String resolvedSpec,

        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    /** @param waiting null unless it is queued */
    static JobResource of(Job job, List<String> workers, @Nullable Waiting waiting, @Nullable StoredSpec spec) {
        StateReason stored = job.reason();
        return new JobResource(
                job.id(),
                job.name(),
                job.owner(),
                Map.copyOf(job.labels()),
                job.priority(),
                job.state(),
                stored == null && waiting != null ? waiting.reason() : stored,
                waiting == null ? null : waiting.reason(),
                waiting == null ? null : waiting.position(),
                waiting == null ? null : waiting.estimatedStart(),
                job.cancelRequested(),
                job.pauseRequested(),
                job.stopRequestedAt(),
                job.retryAt(),
                job.attempt(),
                job.worker(),
                workers,
                job.sweepId(),
                job.sweepRun(),
                job.progress(),
                finite(job.latest()),
                finite(job.best()),
                job.eventSeq(),
                spec == null ? null : spec.submitted(),
                spec == null ? null : spec.resolved(),
                job.createdAt(),
                job.startedAt(),
                job.endedAt());
    }

    /** JSON has no NaN and no infinities. */
    private static Map<String, @Nullable Double> finite(Map<String, Double> values) {
        Map<String, @Nullable Double> finite = new HashMap<>();
        values.forEach((series, value) -> finite.put(series, Double.isFinite(value) ? value : null));
        return finite;
    }
}
