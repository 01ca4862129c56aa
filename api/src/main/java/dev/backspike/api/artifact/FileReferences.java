package dev.backspike.api.artifact;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the rows that refer to a file of a job: checkpoints, artifacts, and files that are expected. */
@Component
class FileReferences {

    private final JdbcClient jdbc;

    FileReferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Under the lock of the job. */
    void expect(JobId jobId, Sha256 sha256, Instant now) {
        forget(jobId, sha256);
        jdbc.sql("insert into expected_file (job_id, sha256, expected_at) values (?, ?, ?)")
                .params(jobId.text(), sha256.text(), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void forget(JobId jobId, Sha256 sha256) {
        jdbc.sql("delete from expected_file where job_id = ? and sha256 = ?")
                .params(jobId.text(), sha256.text())
                .update();
    }

    /** When the content was announced; null if it was not. */
    @Nullable
    Instant expectedAt(JobId jobId, Sha256 sha256) {
        return jdbc.sql("select expected_at from expected_file where job_id = ? and sha256 = ?")
                .params(jobId.text(), sha256.text())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    /** Forgets the announcement of this time, but none that has been made since. */
    void forget(JobId jobId, Sha256 sha256, Instant expectedAt) {
        jdbc.sql("delete from expected_file where job_id = ? and sha256 = ? and expected_at = ?")
                .params(jobId.text(), sha256.text(), expectedAt.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Whether a checkpoint or an artifact points to the content. */
    boolean fromStoredFiles(JobId jobId, Sha256 sha256) {
        return jdbc.sql("""
                        select (select count(*) from checkpoint where job_id = :job and sha256 = :sha256)
                             + (select count(*) from artifact where job_id = :job and sha256 = :sha256)""")
                        .param("job", jobId.text())
                        .param("sha256", sha256.text())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether the content has been announced. */
    boolean fromExpectedFiles(JobId jobId, Sha256 sha256) {
        return jdbc.sql("select count(*) from expected_file where job_id = ? and sha256 = ?")
                        .params(jobId.text(), sha256.text())
                        .query(Long.class)
                        .single()
                > 0;
    }
}
