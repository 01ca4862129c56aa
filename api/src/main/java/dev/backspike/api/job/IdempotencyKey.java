package dev.backspike.api.job;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A client's name for one submission; it lives as long as the job. */
@Entity
@Table(name = "idempotency_key")
class IdempotencyKey {

    @Id
    private String name;

    private String bodySha256;
    private String jobId;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    IdempotencyKey() {}

    IdempotencyKey(String name, String bodySha256, String jobId) {
        this.name = name;
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
