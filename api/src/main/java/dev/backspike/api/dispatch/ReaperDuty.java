package dev.backspike.api.dispatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which replica of the service expires leases: one at a time, by a lease of its own in the database. Two at once would
 * do no harm, as each attempt is decided under the lock of its job; one at a time keeps the judgement about the whole
 * fleet in one place.
 */
@Component
class ReaperDuty implements DisposableBean {

    private static final String DUTY = "lease-expiry";
    /** How many passes the holder may miss. */
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
     * @param ours whether this replica holds the duty
     * @param lookedAt when any replica last completed a pass
     * @param silentSince since when most workers have been silent; null while they are not
     */
    record State(boolean ours, Instant lookedAt, @Nullable Instant silentSince) {}

    /** Takes the duty if it is free, and keeps it if this replica holds it. */
    State take(Instant now) {
        Duration longest = lease.checkInterval().multipliedBy(LOOKS);
        // Whoever seems to hold it for longer took it before the clock went back, and may be gone.
        jdbc.sql("update reaper set holder = ?, held_until = ?"
                        + " where duty = ? and (holder = ? or held_until < ? or held_until > ?)")
                .params(
                        replica,
                        utc(now.plus(longest)),
                        DUTY,
                        replica,
                        utc(now),
                        utc(now.plus(longest).plus(LeaseExpiry.CLOCKS_DIFFER)))
                .update();
        return jdbc.sql("select holder, looked_at, silent_since from reaper where duty = ?")
                .param(DUTY)
                .query(this::state)
                .single();
    }

    private State state(ResultSet row, int index) throws SQLException {
        OffsetDateTime silentSince = row.getObject("silent_since", OffsetDateTime.class);
        return new State(
                row.getString("holder").equals(replica),
                row.getObject("looked_at", OffsetDateTime.class).toInstant(),
                silentSince == null ? null : silentSince.toInstant());
    }

    /** Records a completed pass, unless another replica has taken the duty meanwhile. */
    void looked(Instant at, @Nullable Instant silentSince) {
        jdbc.sql("update reaper set looked_at = ?, silent_since = ? where duty = ? and holder = ?")
                .param(utc(at))
                .param(silentSince == null ? null : utc(silentSince))
                .param(DUTY)
                .param(replica)
                .update();
    }

    /** Releases the duty at shutdown, so that another replica need not wait for the lease to expire. */
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
