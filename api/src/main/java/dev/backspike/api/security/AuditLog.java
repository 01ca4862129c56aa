package dev.backspike.api.security;

import dev.backspike.api.job.JobIds;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The table of audit entries. */
@Component
class AuditLog {

    private static final int MAX_TARGET = 1000;
    /** Greater than every id. */
    private static final String NEWEST = "b";

    private final AuditProperties properties;
    private final JdbcClient jdbc;
    private final JobIds ids;
    private final Clock clock;

    AuditLog(AuditProperties properties, JdbcClient jdbc, JobIds ids, Clock clock) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param target path of the request, or of the resource that it created
     * @param status HTTP status of the response
     */
    record Entry(
            String id, Instant time, String actor, String method, String target, int status, String remoteAddress) {}

    void add(String actor, String method, String target, int status, String remoteAddress) {
        jdbc.sql("""
                        insert into audit_entry (id, occurred_at, actor, method, target, status, remote_address)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        ids.next('a'),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        actor,
                        method,
                        target.length() <= MAX_TARGET ? target : target.substring(0, MAX_TARGET),
                        status,
                        remoteAddress)
                .update();
    }

    /**
     * Returns entries, newest first.
     *
     * @param actor null for all callers
     * @param before id of the entry before the first; null for the newest
     */
    List<Entry> list(@Nullable String actor, @Nullable String before, int limit) {
        return jdbc.sql("select * from audit_entry where id < :before"
                        + (actor == null ? "" : " and actor = :actor")
                        + " order by id desc limit :limit")
                .param("before", before == null ? NEWEST : before)
                .param("actor", actor)
                .param("limit", limit)
                .query((row, _) -> new Entry(
                        row.getString("id"),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("method"),
                        row.getString("target"),
                        row.getInt("status"),
                        row.getString("remote_address")))
                .list();
    }

    @Scheduled(fixedDelay = 6, timeUnit = TimeUnit.HOURS)
    void forgetOld() {
        jdbc.sql("delete from audit_entry where occurred_at < ?")
                .param(clock.instant().minus(properties.keep()).atOffset(ZoneOffset.UTC))
                .update();
    }
}
