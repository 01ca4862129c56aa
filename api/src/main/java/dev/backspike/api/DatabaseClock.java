package dev.backspike.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The database's time, so that all replicas of the service agree on when a lease ends however their machines' clocks
 * differ. It is this machine's clock plus what that was behind the database's when it was last compared, every few
 * seconds; so it costs no query, and goes on while the database is away.
 */
final class DatabaseClock extends Clock {

    /** A smaller difference may be the way of the question, and following it would make time jitter. */
    private static final Duration NOTICEABLE = Duration.ofMillis(100);
    /** What took longer to answer tells too little. */
    private static final Duration LONGEST_TRIP = Duration.ofSeconds(1);

    private final Clock own;
    private final JdbcClient jdbc;
    private volatile Duration behind = Duration.ZERO;

    DatabaseClock(Clock own, JdbcClient jdbc) {
        this.own = own;
        this.jdbc = jdbc;
        compare();
    }

    @Scheduled(fixedDelayString = "${backspike.clock.compare:5s}", initialDelayString = "${backspike.clock.compare:5s}")
    void compare() {
        Instant asked = own.instant();
        Instant theirs = jdbc.sql("select current_timestamp")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        Duration trip = Duration.between(asked, own.instant());
        if (trip.isNegative() || trip.compareTo(LONGEST_TRIP) > 0) {
            return;
        }
        Duration measured = Duration.between(asked.plus(trip.dividedBy(2)), theirs);
        if (measured.minus(behind).abs().compareTo(NOTICEABLE) > 0) {
            behind = measured;
        }
    }

    /** Databases keep microseconds; a time must not change by being stored. */
    @Override
    public Instant instant() {
        return own.instant().plus(behind).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the service tells time in UTC");
    }
}
