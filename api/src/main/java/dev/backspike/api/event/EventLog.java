package dev.backspike.api.event;

import dev.backspike.api.wakeup.Wakeups;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of events. */
@Component
public class EventLog {

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final JsonMapper json;
    private final Wakeups wakeups;
    private final ApplicationEventPublisher publisher;
    private final Map<EventType, EventDetails> detailed;

    EventLog(
            JdbcClient jdbc,
            JdbcTemplate batches,
            JsonMapper json,
            Wakeups wakeups,
            ApplicationEventPublisher publisher,
            List<EventDetails> details) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
        this.wakeups = wakeups;
        this.publisher = publisher;
        this.detailed = details.stream().collect(Collectors.toMap(EventDetails::type, Function.identity()));
    }

    /**
     * Adds an event to the caller's transaction, which holds the lock of the job's row and takes {@code seq} from it:
     * 1, 2, 3 ... within the job. All events of a transaction are written at once, just before it commits; subscribers
     * are woken once it has.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(RecordedEvent event) {
        if (event.type().isOfJob()) {
            publisher.publishEvent(event);
        }
        Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
        if (pending == null) {
            pending = new Pending();
            TransactionSynchronizationManager.registerSynchronization(pending);
            pending.resume();
        }
        pending.jobs.add(event.jobId());
        pending.rows.add(new Object[] {
            event.jobId(),
            event.seq(),
            event.attempt(),
            event.type().word(),
            event.at().atOffset(ZoneOffset.UTC),
            json.writeValueAsString(event.payload())
        });
    }

    /** The events of one transaction that have not been written to the table yet. */
    private final class Pending implements TransactionSynchronization {

        private final List<Object[]> rows = new ArrayList<>();
        private final Set<String> jobs = new LinkedHashSet<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            batches.batchUpdate(
                    "insert into job_event (job_id, seq, attempt, type, occurred_at, payload)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    rows);
        }

        @Override
        public void afterCommit() {
            jobs.forEach(wakeups::raise);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(EventLog.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(EventLog.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(EventLog.this);
        }
    }

    List<JobEvent> after(String jobId, long seq, int limit) {
        return complete(
                jobId,
                jdbc.sql("select seq, attempt, type, occurred_at, payload from job_event"
                                + " where job_id = ? and seq > ? order by seq limit ?")
                        .params(jobId, seq, limit));
    }

    /** @param types which ones; not empty */
    List<JobEvent> after(String jobId, long seq, Set<EventType> types, int limit) {
        if (types.size() == EventType.values().length) {
            return after(jobId, seq, limit);
        }
        return complete(
                jobId,
                jdbc.sql("select seq, attempt, type, occurred_at, payload from job_event"
                                + " where job_id = :job and seq > :seq and type in (:types) order by seq limit :limit")
                        .param("job", jobId)
                        .param("seq", seq)
                        .param("types", types.stream().map(EventType::word).toList())
                        .param("limit", limit));
    }

    private List<JobEvent> complete(String jobId, JdbcClient.StatementSpec selected) {
        List<JobEvent> stored = selected.query((row, _) -> new JobEvent(
                        row.getLong("seq"),
                        row.getInt("attempt"),
                        EventType.of(row.getString("type")),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                        json.readTree(row.getString("payload"))))
                .list();
        Map<EventType, Map<Long, JsonNode>> payloads = new EnumMap<>(EventType.class);
        stored.stream().collect(Collectors.groupingBy(JobEvent::type)).forEach((type, events) -> {
            EventDetails details = detailed.get(type);
            if (details != null) {
                payloads.put(type, details.payloads(jobId, references(events)));
            }
        });
        return stored.stream()
                .flatMap(event -> complete(event, payloads.get(event.type())))
                .toList();
    }

    private static List<EventDetails.Reference> references(List<JobEvent> events) {
        return events.stream()
                .map(event -> new EventDetails.Reference(event.seq(), event.attempt(), event.payload()))
                .toList();
    }

    private static Stream<JobEvent> complete(JobEvent event, @Nullable Map<Long, JsonNode> payloads) {
        return payloads == null
                ? Stream.of(event)
                : Stream.ofNullable(payloads.get(event.seq())).map(event::with);
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
