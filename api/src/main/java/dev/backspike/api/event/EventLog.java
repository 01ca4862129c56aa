package dev.backspike.api.event;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** The table of events. */
@Component
public class EventLog {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Wakeups wakeups;

    EventLog(JdbcClient jdbc, JsonMapper json, Wakeups wakeups) {
        this.jdbc = jdbc;
        this.json = json;
        this.wakeups = wakeups;
    }

    /**
     * Adds an event in the caller's transaction, which holds the lock of the job's row and takes {@code seq} from it;
     * subscribers are woken once it has committed.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(String jobId, long seq, int attempt, EventType type, Instant at, Map<String, ?> payload) {
        jdbc.sql("insert into job_event (job_id, seq, attempt, type, occurred_at, payload) values (?, ?, ?, ?, ?, ?)")
                .params(jobId, seq, attempt, type.word(), at.atOffset(ZoneOffset.UTC), json.writeValueAsString(payload))
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wakeups.raise(jobId);
            }
        });
    }

    /** A job exists as long as it has events: the first one is written with it. */
    public boolean knows(String jobId) {
        return last(jobId) != null;
    }

    List<JobEvent> after(String jobId, long seq, int limit) {
        return jdbc.sql("select seq, attempt, type, occurred_at, payload from job_event"
                        + " where job_id = ? and seq > ? order by seq limit ?")
                .params(jobId, seq, limit)
                .query((row, _) -> new JobEvent(
                        row.getLong("seq"),
                        row.getInt("attempt"),
                        EventType.of(row.getString("type")),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                        json.readTree(row.getString("payload"))))
                .list();
    }

    @Nullable
    Long last(String jobId) {
        return jdbc.sql("select max(seq) from job_event where job_id = ?")
                .param(jobId)
                .query(Long.class)
                .optional()
                .orElse(null);
    }
}
