package dev.backspike.api.webhook;

import dev.backspike.api.event.RecordedEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of deliveries. Times are the caller's. */
@Component
class Deliveries {

    private static final int MAX_FAILURE = 1000;
    private static final String INSERT =
            "insert into webhook_delivery (id, webhook_id, event, body, state, tries, next_try_at, created_at) ";

    private final JdbcClient jdbc;

    Deliveries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What a try needs.
     *
     * @param tries with this one
     */
    record Claim(String id, String webhook, String url, String secret, String body, int tries) {}

    /** One for each webhook that wants to hear of the event, in the caller's transaction. */
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

    List<String> due(Instant now, int limit) {
        return jdbc.sql("select id from webhook_delivery where state = 'PENDING' and next_try_at <= ?"
                        + " order by next_try_at limit ?")
                .params(now.atOffset(ZoneOffset.UTC), limit)
                .query(String.class)
                .list();
    }

    /**
     * Takes a delivery that is due for one try, unless another process has.
     *
     * @param until when others may try again
     */
    Optional<Claim> claim(String id, Instant now, Instant until) {
        int claimed = jdbc.sql("update webhook_delivery set tries = tries + 1, last_try_at = ?, next_try_at = ?"
                        + " where id = ? and state = 'PENDING' and next_try_at <= ?")
                .params(now.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC), id, now.atOffset(ZoneOffset.UTC))
                .update();
        if (claimed == 0) {
            return Optional.empty();
        }
        return jdbc.sql("""
                        select d.id, d.webhook_id, hook.url, hook.secret, d.body, d.tries
                        from webhook_delivery d join webhook hook on hook.id = d.webhook_id where d.id = ?""")
                .param(id)
                .query((row, _) -> new Claim(
                        row.getString("id"),
                        row.getString("webhook_id"),
                        row.getString("url"),
                        row.getString("secret"),
                        row.getString("body"),
                        row.getInt("tries")))
                .optional();
    }

    /** How a try ended; nothing, if a user has asked for the delivery again meanwhile. */
    void record(
            Claim claim,
            Delivery.State state,
            Instant nextTry,
            @Nullable Integer status,
            @Nullable String failure,
            Instant now) {
        jdbc.sql("""
                        update webhook_delivery set state = :state, next_try_at = :next, http_status = :status,
                            failure = :failure, delivered_at = :delivered
                        where id = :id and state = 'PENDING' and tries = :tries""")
                .param("state", state.name())
                .param("next", nextTry.atOffset(ZoneOffset.UTC))
                .param("status", status)
                .param(
                        "failure",
                        failure == null || failure.length() <= MAX_FAILURE
                                ? failure
                                : failure.substring(0, MAX_FAILURE))
                .param("delivered", state == Delivery.State.DELIVERED ? now.atOffset(ZoneOffset.UTC) : null)
                .param("id", claim.id())
                .param("tries", claim.tries())
                .update();
    }

    /** @return whether there is such a delivery */
    boolean again(String webhook, String id, Instant now) {
        return jdbc.sql("update webhook_delivery set state = 'PENDING', tries = 0, next_try_at = ?"
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

    /** Newest first, older than one of them. */
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

    int forget(Instant before) {
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
                row.getInt("tries"),
                state == Delivery.State.PENDING ? time(row, "next_try_at") : null,
                row.getObject("http_status", Integer.class),
                row.getString("failure"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "last_try_at"),
                time(row, "delivered_at"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
