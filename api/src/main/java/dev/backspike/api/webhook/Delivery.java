package dev.backspike.api.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing to tell a webhook.
 *
 * @param id the same for every try, so that receivers can tell repetitions
 * @param event its type, or {@code ping}
 * @param tries how often it has been tried since it was last asked for
 * @param nextTryAt null unless PENDING
 * @param httpStatus what was answered to the last try; null if nothing was
 * @param failure why the last try did not count; null if it did, or none has ended
 */
record Delivery(
        String id,
        String event,
        State state,
        int tries,
        @Nullable Instant nextTryAt,
        @Nullable Integer httpStatus,
        @Nullable String failure,
        Instant createdAt,
        @Nullable Instant lastTryAt,
        @Nullable Instant deliveredAt) {

    enum State {
        PENDING,
        DELIVERED,
        /** Tried as often as it is to be; a user may ask for it again. */
        FAILED
    }
}
