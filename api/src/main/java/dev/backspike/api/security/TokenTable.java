package dev.backspike.api.security;

import dev.backspike.api.access.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of tokens. */
@Component
class TokenTable {

    private final JdbcClient jdbc;

    TokenTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(AccessToken token, Secret secret) {
        jdbc.sql("""
                        insert into access_token (id, name, scope, sha256, created_by, created_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        token.id(),
                        token.name(),
                        token.scope().name(),
                        secret.sha256(),
                        token.createdBy(),
                        at(token.createdAt()),
                        at(token.expiresAt()))
                .update();
    }

    /** Returns the token with this hash, unless it has expired or was revoked. */
    Optional<AccessToken> usable(String sha256, Instant now) {
        return jdbc.sql("select * from access_token where sha256 = ? and revoked_at is null and expires_at > ?")
                .params(sha256, at(now))
                .query(TokenTable::read)
                .optional();
    }

    boolean hasUsable(Scope scope, Instant now) {
        return jdbc.sql("select count(*) from access_token where scope = ? and revoked_at is null and expires_at > ?")
                        .params(scope.name(), at(now))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Returns all tokens, newest first. */
    List<AccessToken> all() {
        return jdbc.sql("select * from access_token order by id desc")
                .query(TokenTable::read)
                .list();
    }

    /**
     * Revokes a token; one that was revoked before keeps its time.
     *
     * @return false if there is no token with this id
     */
    boolean revoke(String id, Instant now) {
        return jdbc.sql("update access_token set revoked_at = coalesce(revoked_at, ?) where id = ?")
                        .params(at(now), id)
                        .update()
                == 1;
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static AccessToken read(ResultSet row, int number) throws SQLException {
        OffsetDateTime revoked = row.getObject("revoked_at", OffsetDateTime.class);
        return new AccessToken(
                row.getString("id"),
                row.getString("name"),
                Scope.valueOf(row.getString("scope")),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                revoked == null ? null : revoked.toInstant());
    }
}
