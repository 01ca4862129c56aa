package dev.backspike.api.dispatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which replica of the service takes attempts back: one at a time, by a lease in the database. Nothing would be lost if
 * two did for a moment, as each attempt is decided under its job's lock; one at a time keeps the judgement about the
 * whole fleet in one place.
 */
@Component
class ReaperDuty implements DisposableBean {

    private static final String DUTY = "lease-expiry";
    /** How many looks the holder may miss. */
    private static final int LOOKS = 3;

    private final JdbcClient jdbc;
    private final LeaseProperties lease;
    private final Clock clock;
    private final String replica = UUID.randomUUID().toString();

    ReaperDuty(JdbcClient jdbc, LeaseProperties lease, Clock clock) {
        this.jdbc = jdbc;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * @param ours whether it falls to this replica now
     * @param lookedAt when any replica last looked
     * @param silentSince since when most workers have been silent; null while they are not
     */
    record Standing(
            boolean ours, Instant lookedAt, @Nullable Instant silentSince) {}

    /** Takes the duty if it is free, keeps it if it is ours. */
    Standing take(Instant now) {
        jdbc.sql("update reaper set holder = ?, held_until = ? where duty = ? and (holder = ? or held_until < ?)")
                .params(replica, utc(now.plus(lease.check().multipliedBy(LOOKS))), DUTY, replica, utc(now))
                .update();
        return jdbc.sql("select holder, looked_at, silent_since from reaper where duty = ?")
                .param(DUTY)
                .query(this::standing)
                .single();
    }

    private Standing standing(ResultSet row, int index) throws SQLException {
        OffsetDateTime silentSince = row.getObject("silent_since", OffsetDateTime.class);
        return new Standing(
                row.getString("holder").equals(replica),
                row.getObject("looked_at", OffsetDateTime.class).toInstant(),
                silentSince == null ? null : silentSince.toInstant());
    }

    /** A look went well. Not for whoever has lost the duty meanwhile. */
    void looked(Instant at, @Nullable Instant silentSince) {
        jdbc.sql("update reaper set looked_at = ?, silent_since = ? where duty = ? and holder = ?")
                .param(utc(at))
                .param(silentSince == null ? null : utc(silentSince))
                .param(DUTY)
                .param(replica)
                .update();
    }

    /** At shutdown: another replica need not wait until the lease ends. */
    @Override
    public void destroy() {
        jdbc.sql("update reaper set held_until = ? where duty = ? and holder = ?")
                .params(utc(clock.instant()), DUTY, replica)
                .update();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
