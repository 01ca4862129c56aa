package dev.backspike.api.webhook;

import dev.backspike.api.clock.ClockWentBack;
import dev.backspike.api.event.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of deliveries. The caller supplies all times. */
@Component
class Deliveries {

    private static final int MAX_FAILURE = 1000;
    private static final String INSERT =
            "insert into webhook_delivery (id, webhook_id, event, body, state, attempts, next_attempt_at, created_at) ";

    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery that has been claimed for one attempt, with what the request needs.
     *
     * @param sealedSecret the secret as stored, encrypted
     * @param attempts attempts made, including this one
     */
    record Claim(String id, String webhook, String url, String sealedSecret, String body, int attempts) {}

    /** Adds a delivery for each webhook that subscribes to the event, in the caller's transaction. */
    void addForEvent(RecordedEvent event, String body, Instant now) {
        jdbc.sql(INSERT + """
                        select hook.id || '.' || cast(:job as varchar) || '.' || cast(:seq as varchar), hook.id, :event, :body, 'PENDING', 0, :now, :now
                        from webhook hook where (hook.all_jobs or hook.owner = :owner) and hook.events like :pattern""")
                .param("job", event.jobId())
                .param("owner", event.owner())
                .param("seq", String.valueOf(event.seq()))
                .param("event", event.type().word())
                .param("body", body)
                .param("pattern", "%," + event.type().word() + ",%")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    void add(String id, String webhook, String event, String body, Instant now) {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        jdbc.sql(INSERT + "values (?, ?, ?, ?, 'PENDING', 0, ?, ?)")
                .params(id, webhook, event, body, at, at)
                .update();
    }

    /** A delivery whose next attempt is due. */
    record Due(String id, String url) {}

    /**
     * Returns the deliveries that are due, the longest overdue first.
     *
     * @param perWebhook largest number of deliveries of one webhook
     * @param limit largest number of deliveries in total
     */
    List<Due> due(Instant now, int perWebhook, int limit) {
        return jdbc.sql("""
                        select d.id, hook.url from (
                            select id, webhook_id, next_attempt_at,
                                row_number() over (partition by webhook_id order by next_attempt_at) as place
                            from webhook_delivery where state = 'PENDING' and next_attempt_at <= :now) d
                        join webhook hook on hook.id = d.webhook_id
                        where d.place <= :each order by d.next_attempt_at limit :limit""")
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("each", perWebhook)
                .param("limit", limit)
                .query((row, _) -> new Due(row.getString("id"), row.getString("url")))
                .list();
    }

    /**
     * Claims a due delivery for one attempt; empty if another process has claimed it.
     *
     * @param until when another process may claim it, should this one not record the outcome
     */
    Optional<Claim> claim(String id, Instant now, Instant until) {
        int claimed = jdbc.sql(
                        "update webhook_delivery set attempts = attempts + 1, last_attempt_at = ?, next_attempt_at = ?"
                                + " where id = ? and state = 'PENDING' and next_attempt_at <= ?")
                .params(now.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC), id, now.atOffset(ZoneOffset.UTC))
                .update();
        if (claimed == 0) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select d.id, d.webhook_id, hook.url, hook.secret, d.body, d.attempts
                        from webhook_delivery d join webhook hook on hook.id = d.webhook_id where d.id = ?""")
                .param(id)
                .query((row, _) -> new Claim(
                        row.getString("id"),
                        row.getString("webhook_id"),
                        row.getString("url"),
                        row.getString("secret"),
                        row.getString("body"),
                        row.getInt("attempts")))
                .optional();
    }

    /** Records the outcome of an attempt. Does nothing if a user has requested redelivery since the claim. */
    void record(
            Claim claim,
            Delivery.State state,
            Instant nextAttempt,
            @Nullable Integer status,
            @Nullable String failure,
            Instant now) {
        jdbc.sql("""
                        update webhook_delivery set state = :state, next_attempt_at = :next, http_status = :status,
                            failure = :failure, delivered_at = :delivered
                        where id = :id and state = 'PENDING' and attempts = :attempts""")
                .param("state", state.name())
                .param("next", nextAttempt.atOffset(ZoneOffset.UTC))
                .param("status", status)
                .param(
                        "failure",
                        failure == null || failure.length() <= MAX_FAILURE
                                ? failure
                                : failure.substring(0, MAX_FAILURE))
                .param("delivered", state == Delivery.State.DELIVERED ? now.atOffset(ZoneOffset.UTC) : null)
                .param("id", claim.id())
                .param("attempts", claim.attempts())
                .update();
    }

    /** Deliveries that wait are due at once. */
    @EventListener
    void followBack(ClockWentBack jump) {
        OffsetDateTime now = jump.now().atOffset(ZoneOffset.UTC);
        jdbc.sql("update webhook_delivery set next_attempt_at = ? where state = 'PENDING' and next_attempt_at > ?")
                .params(now, now)
                .update();
    }

    /** Makes a delivery due at once and resets its attempts; returns false if there is no such delivery. */
    boolean redeliver(String webhook, String id, Instant now) {
        return jdbc.sql("update webhook_delivery set state = 'PENDING', attempts = 0, next_attempt_at = ?"
                                + " where webhook_id = ? and id = ?")
                        .params(now.atOffset(ZoneOffset.UTC), webhook, id)
                        .update()
                == 1;
    }

    Optional<Delivery> find(String webhook, String id) {
        return jdbc.sql("select * from webhook_delivery where webhook_id = ? and id = ?")
                .params(webhook, id)
                .query(Deliveries::read)
                .optional();
    }

    /** Returns deliveries created before the given one, newest first. */
    List<Delivery> before(String webhook, Instant createdAt, String id, int limit) {
        return jdbc.sql("""
                        select * from webhook_delivery
                        where webhook_id = :webhook and (created_at < :at or created_at = :at and id < :id)
                        order by created_at desc, id desc limit :limit""")
                .param("webhook", webhook)
                .param("at", createdAt.atOffset(ZoneOffset.UTC))
                .param("id", id)
                .param("limit", limit)
                .query(Deliveries::read)
                .list();
    }

    int deleteEnded(Instant before) {
        return jdbc.sql("delete from webhook_delivery where state <> 'PENDING' and created_at < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Delivery read(ResultSet row, int number) throws SQLException {
        Delivery.State state = Delivery.State.valueOf(row.getString("state"));
        return new Delivery(
                row.getString("id"),
                row.getString("event"),
                state,
                row.getInt("attempts"),
                state == Delivery.State.PENDING ? time(row, "next_attempt_at") : null,
                row.getObject("http_status", Integer.class),
                row.getString("failure"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "last_attempt_at"),
                time(row, "delivered_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
