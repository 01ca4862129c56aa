package dev.backspike.api.security;

import dev.backspike.api.access.QuotaProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Limits the requests per minute of each caller in this process: a token bucket that holds the requests of one minute
 * and refills evenly. Its state is the time at which it will be full (the generic cell rate algorithm).
 */
@Component
class RequestLimit {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Number of buckets beyond which full ones, which carry no information, are discarded. */
    private static final int MANY = 10_000;

    private final int perMinute;
    private final Clock clock;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    RequestLimit(QuotaProperties quotas, Clock clock) {
        this.perMinute = quotas.requestsPerMinute();
        this.clock = clock;
    }

    /** @param toWait how long the latest caller has to wait */
    private record Bucket(Instant fullAt, Duration toWait) {

        /** Takes one request out of the bucket, unless the caller has to wait. */
        Bucket take(int perMinute, Instant now) {
            // It is never full later than in a minute, unless the clock has gone back; by less, the caller waits
            // longer.
            boolean full = fullAt.isBefore(now) || fullAt.isAfter(now.plus(MINUTE.multipliedBy(2)));
            Instant from = full ? now : fullAt;
            Instant next = from.plus(MINUTE.dividedBy(perMinute));
            Duration over = Duration.between(now.plus(MINUTE), next);
            return over.isPositive() ? new Bucket(from, over) : new Bucket(next, Duration.ZERO);
        }
    }

    /** @return how long the caller has to wait; zero if the request is admitted */
    Duration take(String name) {
        if (perMinute == 0) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        if (buckets.size() > MANY) {
            buckets.values().removeIf(bucket -> !bucket.fullAt().isAfter(now));
        }
        return buckets.merge(
                        name,
                        new Bucket(now, Duration.ZERO).take(perMinute, now),
                        (known, _) -> known.take(perMinute, now))
                .toWait();
    }
}
