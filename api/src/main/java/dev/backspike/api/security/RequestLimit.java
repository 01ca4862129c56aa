package dev.backspike.api.security;

import dev.backspike.api.access.QuotaProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * So many requests a minute for each caller, in this process: a bucket that holds a minute's worth and fills up evenly.
 * Kept as the moment at which it will be full, which says all (the generic cell rate algorithm).
 */
@Component
class RequestLimit {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Beyond so many, the full ones are thrown away: they say nothing. */
    private static final int MANY = 10_000;

    private final int perMinute;
    private final Clock clock;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    RequestLimit(QuotaProperties quotas, Clock clock) {
        this.perMinute = quotas.requestsPerMinute();
        this.clock = clock;
    }

    /** @param toWait how long the caller that has asked last has to wait */
    private record Bucket(Instant fullAt, Duration toWait) {

        /** A request that has to wait takes nothing out. */
        Bucket take(int perMinute, Instant now) {
            Instant from = fullAt.isBefore(now) ? now : fullAt;
            Instant next = from.plus(MINUTE.dividedBy(perMinute));
            Duration over = Duration.between(now.plus(MINUTE), next);
            return over.isPositive() ? new Bucket(from, over) : new Bucket(next, Duration.ZERO);
        }
    }

    /** @return how long the caller has to wait; zero if it may go on */
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
