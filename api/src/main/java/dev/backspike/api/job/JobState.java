package dev.backspike.api.job;

import java.util.Set;

/**
 * The states of a job and the transitions between them; there are no others.
 *
 * <pre>
 *   from        to          when
 *   QUEUED      RUNNING     a worker claims it, as the next attempt
 *   QUEUED      FAILED      its stored specification can no longer be read
 *   RUNNING     SUCCEEDED   all epochs done, model stored
 *   RUNNING     FAILED      the attempt failed, and no retry is left
 *   RUNNING     QUEUED      its lease expired, or the worker handed it back
 *   RUNNING     RETRY_WAIT  the attempt failed, and is retried later
 *   RUNNING     PAUSED      stopped after :pause, or at a rung of its sweep
 *   RETRY_WAIT  QUEUED      the retry is due, or :retry
 *   PAUSED      QUEUED      :resume, or released by its sweep
 *   FAILED      QUEUED      :retry
 *   CANCELLED   QUEUED      :retry
 *   QUEUED, RETRY_WAIT                    PAUSED      :pause, or held by its sweep
 *   QUEUED, RETRY_WAIT, PAUSED, RUNNING   CANCELLED   :cancel; PAUSED also by its sweep
 * </pre>
 */
public enum JobState {
    QUEUED,
    RUNNING,
    PAUSED,
    RETRY_WAIT,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** The states that may follow. */
    public Set<JobState> next() {
        return switch (this) {
            case QUEUED -> Set.of(RUNNING, PAUSED, FAILED, CANCELLED);
            case RUNNING -> Set.of(SUCCEEDED, FAILED, CANCELLED, QUEUED, RETRY_WAIT, PAUSED);
            case RETRY_WAIT -> Set.of(QUEUED, PAUSED, CANCELLED);
            case PAUSED -> Set.of(QUEUED, CANCELLED);
            case FAILED, CANCELLED -> Set.of(QUEUED);
            case SUCCEEDED -> Set.of();
        };
    }

    public boolean isEnded() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
