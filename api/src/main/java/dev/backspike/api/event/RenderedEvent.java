package dev.backspike.api.event;

import tools.jackson.databind.json.JsonMapper;

/**
 * An event as subscribers get it.
 *
 * @param endsJob see {@link EventType#endsJob}
 * @param text as server-sent events are written, with the blank line that ends one
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
