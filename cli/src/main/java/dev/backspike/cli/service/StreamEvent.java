package dev.backspike.cli.service;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event of a job.
 *
 * @param id its place in the job's history; null where the stream gave none
 * @param type such as {@code metrics} or {@code job.succeeded}
 */
public record StreamEvent(@Nullable String id, String type, JsonNode data) {

    /** Nothing follows in this job. */
    public boolean endsJob() {
        return switch (type) {
            case "job.succeeded", "job.failed", "job.cancelled" -> true;
            default -> false;
        };
    }
}
