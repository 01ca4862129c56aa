package dev.backspike.api.job;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * The specification of a job, apart from its row, because it never changes and may be long: the migration gives the
 * columns their true length, which no annotation repeats, as Hibernate would expect a CLOB of it on one of the
 * databases.
 */
@Entity
@Table(name = "job_spec")
class StoredSpec {

    @Id
    private String jobId;

    private String submitted;

    private String resolved;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    StoredSpec() {}

    StoredSpec(String jobId, String submitted, String resolved) {
        this.jobId = jobId;
        this.submitted = submitted;
        this.resolved = resolved;
    }

    String jobId() {
        return jobId;
    }

    String submitted() {
        return submitted;
    }

    String resolved() {
        return resolved;
    }
}
