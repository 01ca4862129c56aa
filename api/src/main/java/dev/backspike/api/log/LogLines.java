package dev.backspike.api.log;

import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.protocol.AttemptId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The table of lines. */
@Component
public class LogLines {

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

    /** As much of a message as the table takes; PostgreSQL stores no U+0000. */
    public static String fitting(String message) {
        String storable = message.replace('\0', '\uFFFD');
        return storable.length() <= MAX_MESSAGE ? storable : storable.substring(0, MAX_MESSAGE - 1) + "…";
    }

    /**
     * Lines of a job in order, behind one of them.
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
                .query((row, _) -> new LogLine(
                        row.getInt("attempt"),
                        row.getLong("line"),
                        row.getObject("logged_at", OffsetDateTime.class).toInstant(),
                        Logged.Level.valueOf(row.getString("level")),
                        row.getString("message")))
                .list();
    }
}
