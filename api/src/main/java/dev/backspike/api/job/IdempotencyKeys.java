package dev.backspike.api.job;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of idempotency keys. A key identifies one submission of its owner and lives as long as the job. */
@Component
class IdempotencyKeys {

    private final JdbcClient jdbc;

    IdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param bodySha256 of the body that was submitted with the key */
    record Submitted(String jobId, String bodySha256) {}

    /** @throws org.springframework.dao.DuplicateKeyException if the owner has used the key before */
    void add(String owner, String key, Submitted submitted) {
        jdbc.sql("insert into idempotency_key (owner, name, body_sha256, job_id) values (?, ?, ?, ?)")
                .params(owner, key, submitted.bodySha256(), submitted.jobId())
                .update();
    }

    Optional<Submitted> find(String owner, String key) {
        return jdbc.sql("select job_id, body_sha256 from idempotency_key where owner = ? and name = ?")
                .params(owner, key)
                .query((row, _) -> new Submitted(row.getString("job_id"), row.getString("body_sha256")))
                .optional();
    }
}
