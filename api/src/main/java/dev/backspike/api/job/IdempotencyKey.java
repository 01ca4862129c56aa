package dev.backspike.api.job;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;

/** A client's name for one submission, among its owner's; it lives as long as the job. */
@Entity
@Table(name = "idempotency_key")
class IdempotencyKey {

    @Embeddable
    record Key(String owner, String name) implements Serializable {}

    @EmbeddedId
    @SuppressWarnings("UnusedVariable") // the database looks for it
    private Key id;

    private String bodySha256;
    private String jobId;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    IdempotencyKey() {}

    IdempotencyKey(Key id, String bodySha256, String jobId) {
        this.id = id;
        this.bodySha256 = bodySha256;
        this.jobId = jobId;
    }

    String bodySha256() {
        return bodySha256;
    }

    String jobId() {
        return jobId;
    }
}
