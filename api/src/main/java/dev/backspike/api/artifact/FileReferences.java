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

    /** Whether a checkpoint or an artifact points to the content. */
    boolean fromStoredFiles(String jobId, String sha256) {
        return jdbc.sql("""
                        select (select count(*) from checkpoint where job_id = :job and sha256 = :sha256)
                             + (select count(*) from artifact where job_id = :job and sha256 = :sha256)""")
                        .param("job", jobId)
                        .param("sha256", sha256)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether the content has been announced. */
    boolean fromExpectedFiles(String jobId, String sha256) {
        return jdbc.sql("select count(*) from expected_file where job_id = ? and sha256 = ?")
                        .params(jobId, sha256)
                        .query(Long.class)
                        .single()
                > 0;
    }
}
