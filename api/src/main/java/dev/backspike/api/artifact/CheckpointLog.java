package dev.backspike.api.artifact;

import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.protocol.AttemptId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table of checkpoints. */
@Component
class CheckpointLog {

    private static final Logger log = LoggerFactory.getLogger(CheckpointLog.class);

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<TreeMap<String, Double>> VALUES = new TypeReference<>() {};
    private static final String COLUMNS =
            "job_id, number, attempt, epoch, step, state, sha256, size_bytes, series_values, pinned, stored_at";

    private final JdbcClient jdbc;

    CheckpointLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(AttemptId attempt, int number, Checkpointed saved, Instant now) {
        jdbc.sql("insert into checkpoint (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        attempt.jobId().text(),
                        number,
                        attempt.number(),
                        saved.epoch(),
                        saved.step(),
                        Checkpoint.State.COMPLETE.name(),
                        saved.sha256().text(),
                        saved.bytes(),
                        JSON.writeValueAsString(finite(saved.values())),
                        false,
                        now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** JSON has no NaN; a checkpoint with such a value is the best of nothing. */
    private static Map<String, Double> finite(Map<String, Double> values) {
        Map<String, Double> finite = new TreeMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        return finite;
    }

    /** Oldest first; without rows that no release can have written, which are logged. */
    List<Checkpoint> ofJob(JobId jobId) {
        return jdbc
                .sql("select " + COLUMNS + " from checkpoint where job_id = ? order by number")
                .param(jobId.text())
                .query((row, _) -> read(row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Checkpoint> read(ResultSet row) throws SQLException {
        try {
            return Optional.of(new Checkpoint(
                    new JobId(row.getString("job_id")),
                    row.getInt("number"),
                    row.getInt("attempt"),
                    row.getInt("epoch"),
                    row.getLong("step"),
                    Checkpoint.State.valueOf(row.getString("state")),
                    new Sha256(row.getString("sha256")),
                    row.getLong("size_bytes"),
                    JSON.readValue(row.getString("series_values"), VALUES),
                    row.getBoolean("pinned"),
                    row.getObject("stored_at", OffsetDateTime.class).toInstant()));
        } catch (MalformedIdException e) {
            log.error(
                    "checkpoint {} of job {} is ignored, since its row has a malformed identifier",
                    row.getInt("number"),
                    row.getString("job_id"),
                    e);
            return Optional.empty();
        }
    }

    Optional<Checkpoint> find(JobId jobId, int number) {
        return ofJob(jobId).stream().filter(one -> one.number() == number).findFirst();
    }

    void mark(Checkpoint checkpoint, Checkpoint.State state) {
        jdbc.sql("update checkpoint set state = ? where job_id = ? and number = ?")
                .params(state.name(), checkpoint.jobId().text(), checkpoint.number())
                .update();
    }

    void pin(Checkpoint checkpoint, boolean pinned) {
        jdbc.sql("update checkpoint set pinned = ? where job_id = ? and number = ?")
                .params(pinned, checkpoint.jobId().text(), checkpoint.number())
                .update();
    }

    void delete(Checkpoint checkpoint) {
        jdbc.sql("delete from checkpoint where job_id = ? and number = ?")
                .params(checkpoint.jobId().text(), checkpoint.number())
                .update();
    }
}
