package dev.backspike.api.job;

import java.util.Set;

/**
 * Where a job stands, and the published transitions: no other change of state exists.
 *
 * <pre>
 *   from        to          when
 *   QUEUED      RUNNING     a worker takes it, as the next attempt
 *   QUEUED      FAILED      its stored specification can no longer be read
 *   RUNNING     SUCCEEDED   all epochs done, model stored
 *   RUNNING     FAILED      the attempt failed, and no try is left
 *   RUNNING     QUEUED      its worker was lost or handed it back
 *   RUNNING     RETRY_WAIT  the attempt failed, and is tried again later
 *   RUNNING     PAUSED      stopped after :pause, or at a rung of its sweep
 *   RETRY_WAIT  QUEUED      it is time, or :retry
 *   PAUSED      QUEUED      :resume, or its sweep lets it go on
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
