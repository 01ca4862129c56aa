package dev.backspike.api.dispatch;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** A worker as it last introduced itself. */
@Entity
class Worker {

    @Id
    private String name;

    private String device;
    private int threads;
    private int freeSlots;
    private Instant connectedAt;
    private Instant seenAt;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    Worker() {}

    String name() {
        return name;
    }

    String device() {
        return device;
    }

    int threads() {
        return threads;
    }

    int freeSlots() {
        return freeSlots;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    Instant seenAt() {
        return seenAt;
    }
}
