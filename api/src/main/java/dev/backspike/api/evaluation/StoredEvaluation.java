package dev.backspike.api.evaluation;

import dev.backspike.common.evaluation.Evaluation;
import dev.backspike.common.evaluation.Split;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An evaluation of a job.
 *
 * @param number counts from 1 within the job
 * @param checkpoint that was evaluated; null for the model
 * @param epoch that the checkpoint was made after; null for the model
 * @param split part of the data set
 * @param dataset in place of the job's own; null for its own
 */
record StoredEvaluation(
        int number,
        @Nullable Integer checkpoint,
        @Nullable Integer epoch,
        Split split,
        @Nullable JsonNode dataset,
        Evaluation result,
        Instant createdAt) {}
