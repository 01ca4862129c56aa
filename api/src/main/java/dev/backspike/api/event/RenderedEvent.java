package dev.backspike.api.event;

import tools.jackson.databind.json.JsonMapper;

/**
 * An event in the form sent to subscribers.
 *
 * @param endsJob see {@link EventType#endsJob}
 * @param text the server-sent event, including the terminating blank line
 */
record RenderedEvent(long seq, boolean endsJob, String text) {

    static RenderedEvent of(JobEvent event, JsonMapper json) {
        return new RenderedEvent(
                event.seq(),
                event.type().endsJob(),
                "id:" + event.seq() + "\nevent:" + event.type().word() + "\ndata:" + json.writeValueAsString(event)
                        + "\n\n");
    }
}
