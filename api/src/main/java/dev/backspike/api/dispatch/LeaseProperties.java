package dev.backspike.api.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The leases of attempts. A job whose worker is killed is requeued within the sum of {@code duration}, {@code grace}
 * and {@code check}, 73 s by default.
 *
 * @param duration how long a lease lasts without renewal
 * @param renew how often workers renew
 * @param check how often the service looks for expired leases
 * @param grace how long an attempt stays suspect after its lease has expired, before the job is requeued
 * @param longestFreeze how long no lease is withdrawn when most workers have fallen silent at once
 * @param cancelGrace how long a worker has to stop a cancelled attempt before the job ends without it
 */
@ConfigurationProperties("backspike.lease")
record LeaseProperties(
        @DefaultValue("60s") Duration duration,
        @DefaultValue("10s") Duration renew,
        @DefaultValue(LeaseProperties.CHECK) Duration check,
        @DefaultValue("10s") Duration grace,
        @DefaultValue("5m") Duration longestFreeze,
        @DefaultValue("30s") Duration cancelGrace) {

    static final String CHECK = "3s";

    LeaseProperties {
        if (renew.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.renew (" + renew + ")");
        }
        if (check.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.check (" + check + ")");
        }
        if (grace.isNegative() || longestFreeze.isNegative()) {
            throw new IllegalArgumentException("backspike.lease.grace (" + grace
                    + ") and backspike.lease.longest-freeze (" + longestFreeze + ") must not be negative");
        }
    }
}
