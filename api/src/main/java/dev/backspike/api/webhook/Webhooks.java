package dev.backspike.api.webhook;

import dev.backspike.api.secret.SecretBox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of webhooks. */
@Component
class Webhooks {

    private final JdbcClient jdbc;
    private final SecretBox secrets;

    Webhooks(JdbcClient jdbc, SecretBox secrets) {
        this.jdbc = jdbc;
        this.secrets = secrets;
    }

    void insert(Webhook webhook) {
        jdbc.sql(
                        "insert into webhook (id, owner, url, events, all_jobs, secret, created_at) values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        webhook.id(),
                        webhook.owner(),
                        webhook.url(),
                        "," + String.join(",", webhook.events()) + ",",
                        webhook.jobs() == Webhook.Jobs.ALL,
                        secrets.seal(Objects.requireNonNull(webhook.secret())),
                        webhook.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Webhook> find(String id) {
        return jdbc.sql("select * from webhook where id = ?")
                .param(id)
                .query(Webhooks::read)
                .optional();
    }

    /**
     * Returns webhooks after the given one, oldest first.
     *
     * @param owner null for the webhooks of all owners
     */
    List<Webhook> after(String id, @Nullable String owner, int limit) {
        return jdbc.sql("""
                        select * from webhook
                        where id > :after and (cast(:owner as varchar) is null or owner = :owner)
                        order by id limit :limit""")
                .param("after", id)
                .param("owner", owner)
                .param("limit", limit)
                .query(Webhooks::read)
                .list();
    }

    /** Whether any webhook of any owner subscribes to events of this type. */
    boolean haveSubscriber(String event) {
        return jdbc.sql("select count(*) from webhook where events like ?")
                        .param("%," + event + ",%")
                        .query(Long.class)
                        .single()
                > 0;
    }

    long count() {
        return jdbc.sql("select count(*) from webhook").query(Long.class).single();
    }

    void delete(String id) {
        jdbc.sql("delete from webhook where id = ?").param(id).update();
    }

    private static Webhook read(ResultSet row, int number) throws SQLException {
        return new Webhook(
                row.getString("id"),
                row.getString("owner"),
                row.getString("url"),
                Arrays.stream(row.getString("events").split(",", -1))
                        .filter(event -> !event.isEmpty())
                        .toList(),
                row.getBoolean("all_jobs") ? Webhook.Jobs.ALL : Webhook.Jobs.OWN,
                null,
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
