package dev.backspike.api.artifact;

import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The artifacts of jobs. */
@Component
public class Artifacts {

    private final StoredContents files;
    private final JobQueue queue;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Artifacts(StoredContents files, JobQueue queue, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.files = files;
        this.queue = queue;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Stores a file of a running attempt; the same content under the same name again changes nothing.
     *
     * @throws StaleAttemptException if the attempt is not the job's current one and the worker's, before anything is
     *     written
     */
    public StoredArtifact store(WorkerName worker, AttemptId attempt, FileName name, byte[] content) {
        StoredArtifact artifact = new StoredArtifact(name, Sha256.of(content), content.length);
        transaction.executeWithoutResult(
                _ -> files.expect(current(worker, attempt).id(), artifact.sha256(), clock.instant()));
        files.put(attempt.jobId(), artifact.sha256(), content);
        transaction.executeWithoutResult(_ -> {
            LockedJob job = current(worker, attempt);
            files.arrived(attempt.jobId(), artifact.sha256());
            if (!find(attempt, name).filter(artifact::equals).isPresent()) {
                save(attempt, artifact);
                job.record(
                        EventType.ARTIFACT,
                        Map.of("name", name, "sha256", artifact.sha256(), "bytes", artifact.bytes()));
            }
        });
        return artifact;
    }

    Optional<StoredArtifact> find(AttemptId attempt, FileName name) {
        return jdbc.sql("select sha256, size_bytes from artifact where job_id = ? and attempt = ? and name = ?")
                .params(attempt.jobId().text(), attempt.number(), name.text())
                .query((row, _) ->
                        new StoredArtifact(name, new Sha256(row.getString("sha256")), row.getLong("size_bytes")))
                .optional();
    }

    private LockedJob current(WorkerName worker, AttemptId attempt) {
        return queue.lock(attempt.jobId())
                .filter(job -> job.isRunBy(worker.text(), attempt.number()))
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }

    /** Saves an artifact in the caller's transaction. */
    void save(AttemptId attempt, StoredArtifact artifact) {
        jdbc.sql("delete from artifact where job_id = ? and attempt = ? and name = ?")
                .params(
                        attempt.jobId().text(),
                        attempt.number(),
                        artifact.name().text())
                .update();
        jdbc.sql(
                        "insert into artifact (job_id, attempt, name, sha256, size_bytes, stored_at) values (?, ?, ?, ?, ?, ?)")
                .params(
                        attempt.jobId().text(),
                        attempt.number(),
                        artifact.name().text(),
                        artifact.sha256().text(),
                        artifact.bytes(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
