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
 * The time of the database, so that all replicas of the service agree on when a lease ends, even if the clocks of their
 * machines differ. It is the local clock plus the offset measured every few seconds, so reading it costs no query and
 * works while the database is unavailable.
 */
final class DatabaseClock extends Clock {

    /** A smaller offset may be due to the latency of the query; following it would make the time jitter. */
    private static final Duration NOTICEABLE = Duration.ofMillis(100);
    /** A measurement that took longer is too inaccurate to use. */
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

    /** Returns the time in microseconds, the precision of the databases, so that storing a time does not change it. */
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
        throw new UnsupportedOperationException("the service uses UTC only");
    }
}
