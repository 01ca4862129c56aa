package dev.backspike.api.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The time of the database, so that all replicas of the service agree on when a lease ends, even if the clocks of their
 * machines differ. It is the time that the database told last, which is asked every few seconds, plus the monotonic
 * time since: reading it costs no query, works while the database is unavailable, and does not follow the clock of the
 * service's machine when that is set.
 */
public final class DatabaseClock extends Clock {

    /** A smaller difference may be due to the latency of the query; following it would make the time jitter. */
    private static final Duration NOTICEABLE = Duration.ofMillis(100);
    /** A measurement that took longer is too inaccurate to use. */
    private static final Duration LONGEST_TRIP = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final JdbcClient jdbc;
    private volatile Reading last;

    /** @param nanos the monotonic time at which it was this time */
    private record Reading(Instant time, long nanos) {

        Instant at(long now) {
            return time.plusNanos(now - nanos);
        }
    }

    /**
     * @param guess the time until the database has answered within a second
     * @param nanoTime monotonic time
     */
    public DatabaseClock(Instant guess, LongSupplier nanoTime, JdbcClient jdbc) {
        this.nanoTime = nanoTime;
        this.jdbc = jdbc;
        last = new Reading(guess, nanoTime.getAsLong());
        compare();
    }

    @Scheduled(
            fixedDelayString = "${backspike.clock.check-interval:5s}",
            initialDelayString = "${backspike.clock.check-interval:5s}")
    void compare() {
        long asked = nanoTime.getAsLong();
        Instant theirs = jdbc.sql("select current_timestamp")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        long trip = nanoTime.getAsLong() - asked;
        if (trip > LONGEST_TRIP.toNanos()) {
            return;
        }
        long between = asked + trip / 2;
        if (Duration.between(last.at(between), theirs).abs().compareTo(NOTICEABLE) > 0) {
            last = new Reading(theirs, between);
        }
    }

    /** Returns the time in microseconds, the precision of the databases, so that storing a time does not change it. */
    @Override
    public Instant instant() {
        return last.at(nanoTime.getAsLong()).truncatedTo(ChronoUnit.MICROS);
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
