package dev.backspike.api.dispatch;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A worker as it last introduced itself. Only changed columns are written, as it may do so at any moment. */
@Entity
@DynamicUpdate
class Worker {

    @Id
    private String name;

    private String device;
    private int threads;
    private int freeSlots;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private @Nullable Drain drain;

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

    /** Null while it takes work. */
    @Nullable
    Drain drain() {
        return drain;
    }

    void drain(@Nullable Drain how) {
        drain = how;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    Instant seenAt() {
        return seenAt;
    }
}
