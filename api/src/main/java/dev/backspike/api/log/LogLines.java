package dev.backspike.api.log;

import dev.backspike.api.event.EventDetails;
import dev.backspike.api.event.EventType;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.protocol.AttemptId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The table of log lines. */
@Component
public class LogLines implements EventDetails {

    private static final int MAX_MESSAGE = 8000;

    private final JdbcClient jdbc;

    LogLines(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a line in the caller's transaction, which has checked the attempt. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(AttemptId attempt, long line, Instant at, Logged logged) {
        jdbc.sql("insert into log_line (job_id, attempt, line, logged_at, level, message) values (?, ?, ?, ?, ?, ?)")
                .params(
                        attempt.jobId().text(),
                        attempt.number(),
                        line,
                        at.atOffset(ZoneOffset.UTC),
                        logged.level().name(),
                        fitting(logged.message()))
                .update();
    }

    /** Returns the message truncated to the length of the column and without U+0000, which PostgreSQL cannot store. */
    static String fitting(String message) {
        String storable = message.replace('\0', '\uFFFD');
        return storable.length() <= MAX_MESSAGE ? storable : storable.substring(0, MAX_MESSAGE - 1) + "…";
    }

    /** The payload of the event of a line, without its text. */
    public static Map<String, ?> reference(long line) {
        return Map.of("line", line);
    }

    @Override
    public EventType type() {
        return EventType.LOG;
    }

    @Override
    public Map<Long, JsonNode> payloads(String jobId, List<Reference> events) {
        Map<LineKey, Long> sequence = events.stream()
                .collect(Collectors.toMap(event -> new LineKey(event.attempt(), line(event)), Reference::seq));
        Reference first = events.getFirst();
        Reference last = events.getLast();
        Map<Long, JsonNode> payloads = new HashMap<>();
        jdbc.sql("""
                        select attempt, line, level, message from log_line
                        where job_id = :job and (attempt > :first or attempt = :first and line >= :firstLine)
                            and (attempt < :last or attempt = :last and line <= :lastLine)""")
                .param("job", jobId)
                .param("first", first.attempt())
                .param("firstLine", line(first))
                .param("last", last.attempt())
                .param("lastLine", line(last))
                .query(row -> {
                    Long seq = sequence.get(new LineKey(row.getInt("attempt"), row.getLong("line")));
                    if (seq != null) {
                        payloads.put(seq, payload(row.getString("level"), row.getString("message")));
                    }
                });
        return payloads;
    }

    private record LineKey(int attempt, long line) {}

    private static long line(Reference event) {
        return event.payload().path("line").asLong();
    }

    private static JsonNode payload(String level, String message) {
        return JsonNodeFactory.instance.objectNode().put("level", level).put("message", message);
    }

    /**
     * Lines of a job in order, after one of them.
     *
     * @param only of this attempt; null for all
     */
    List<LogLine> after(String jobId, @Nullable Integer only, int attempt, long line, int limit) {
        return jdbc.sql("""
                        select attempt, line, logged_at, level, message from log_line
                        where job_id = :job and attempt between :first and :last
                            and (attempt > :attempt or attempt = :attempt and line > :line)
                        order by attempt, line limit :limit""")
                .param("job", jobId)
                .param("first", only == null ? 0 : only)
                .param("last", only == null ? Integer.MAX_VALUE : only)
                .param("attempt", attempt)
                .param("line", line)
                .param("limit", limit)
                .query(LogLines::read)
                .list();
    }

    private static LogLine read(ResultSet row, int index) throws SQLException {
        return new LogLine(
                row.getInt("attempt"),
                row.getLong("line"),
                row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                Logged.Level.valueOf(row.getString("level")),
                row.getString("message"));
    }
}
