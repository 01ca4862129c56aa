package dev.backspike.api.artifact;

import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which rows point to a content of a job: of checkpoints, of artifacts, and of contents that are expected. */
@Component
class FileReferences {

    private final JdbcClient jdbc;

    FileReferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Under the lock of the job. */
    void expect(String jobId, String sha256, Instant now) {
        forget(jobId, sha256);
        jdbc.sql("insert into expected_file (job_id, sha256, expected_at) values (?, ?, ?)")
                .params(jobId, sha256, now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void forget(String jobId, String sha256) {
        jdbc.sql("delete from expected_file where job_id = ? and sha256 = ?")
                .params(jobId, sha256)
                .update();
    }

    void forgetOlder(String jobId, String sha256, Instant than) {
        jdbc.sql("delete from expected_file where job_id = ? and sha256 = ? and expected_at < ?")
                .params(jobId, sha256, than.atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean pointTo(String jobId, String sha256) {
        return rowsOf("checkpoint", jobId, sha256)
                || rowsOf("artifact", jobId, sha256)
                || rowsOf("expected_file", jobId, sha256);
    }

    private boolean rowsOf(String table, String jobId, String sha256) {
        return jdbc.sql("select count(*) from " + table + " where job_id = ? and sha256 = ?")
                        .params(jobId, sha256)
                        .query(Long.class)
                        .single()
                > 0;
    }
}
