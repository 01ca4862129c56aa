package dev.backspike.api.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of the log.
 *
 * @param seq counts from 1 within the job, without gaps
 * @param attempt which attempt it belongs to; 0 before the first
 * @param payload fields that depend on the type
 */
record JobEvent(long seq, int attempt, EventType type, Instant time, JsonNode payload) {

    JobEvent with(JsonNode completePayload) {
        return new JobEvent(seq, attempt, type, time, completePayload);
    }

    /** The JSON of an event: one flat object with the common fields, then the payload's. */
    @JsonValue
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seq", seq).put("type", type.word()).put("attempt", attempt).put("time", time.toString());
        payload.forEachEntry(json::set);
        return json;
    }
}
