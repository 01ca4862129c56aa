package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the data of a job, part by part.
 *
 * @param train training data, without what is kept for validation
 * @param validation absent if the specification keeps none
 * @param test test data
 */
public record DataReport(
        SplitReport train,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SplitReport validation,

        SplitReport test) {}
