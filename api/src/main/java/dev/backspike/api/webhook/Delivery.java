package dev.backspike.api.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to the URL of a webhook that reports one event, and its state.
 *
 * @param id the same for every attempt, so that receivers can recognise duplicates
 * @param event the type of the event, or {@code ping}
 * @param attempts attempts made since the delivery was created or last redelivered
 * @param nextAttemptAt null unless PENDING
 * @param httpStatus HTTP status of the response to the last attempt; null if there was no response
 * @param failure why the last attempt failed; null if it succeeded, or before the first attempt has ended
 */
record Delivery(
        String id,
        String event,
        State state,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable Integer httpStatus,
        @Nullable String failure,
        Instant createdAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant deliveredAt) {

    enum State {
        PENDING,
        DELIVERED,
        /** The last attempt allowed has failed; a user can redeliver it. */
        FAILED
    }
}
