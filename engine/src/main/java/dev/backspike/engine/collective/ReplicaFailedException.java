package dev.backspike.engine.collective;

import dev.backspike.common.event.AttemptEvent;

/** Another replica cannot continue, and has sent the reason. */
public final class ReplicaFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient AttemptEvent.Failed event;

    ReplicaFailedException(AttemptEvent.Failed event) {
        super(event.message());
        this.event = event;
    }

    /** The failure of the replica, which the message names. */
    public AttemptEvent.Failed event() {
        return event;
    }
}
