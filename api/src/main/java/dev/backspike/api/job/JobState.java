package dev.backspike.api.job;

import java.util.Set;

/**
 * Where a job stands, and the published transitions: no other change of state exists.
 *
 * <pre>
 *            claimed                 all epochs done
 *   QUEUED ----------> RUNNING ------------------------> SUCCEEDED
 *     |  ^               | | |     attempt failed
 *     |  +---------------+ | +-------------------------> FAILED
 *     | lost or released   |       stopped on request
 *     |                    +---------------------------> CANCELLED
 *     +--- cancelled ------------------------------------^
 *     +--- stored specification no longer readable ----> FAILED
 * </pre>
 *
 * PAUSED and RETRY_WAIT belong to the vocabulary, but nothing leads there yet.
 */
public enum JobState {
    QUEUED,
    RUNNING,
    PAUSED,
    RETRY_WAIT,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** The states that may follow; none for an ended job. */
    public Set<JobState> next() {
        return switch (this) {
            case QUEUED -> Set.of(RUNNING, FAILED, CANCELLED);
            case RUNNING -> Set.of(SUCCEEDED, FAILED, CANCELLED, QUEUED);
            case PAUSED, RETRY_WAIT, SUCCEEDED, FAILED, CANCELLED -> Set.of();
        };
    }

    public boolean isEnded() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
