package dev.backspike.api.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The leases of attempts. A job whose worker is killed is requeued within the sum of {@code duration}, {@code grace}
 * and {@code checkInterval}, 73 s by default.
 *
 * @param duration how long a lease lasts without renewal
 * @param renew interval at which workers renew their leases
 * @param checkInterval interval at which the service looks for expired leases
 * @param grace how long an attempt is suspect after its lease has expired, before its job is queued again
 * @param longestSuspension longest time for which lease expiry is suspended after most workers fell silent at once
 * @param cancelGrace how long a worker has to stop a cancelled job; then the job ends without it
 */
@ConfigurationProperties("backspike.lease")
record LeaseProperties(
        @DefaultValue("60s") Duration duration,
        @DefaultValue("10s") Duration renew,
        @DefaultValue(LeaseProperties.CHECK_INTERVAL) Duration checkInterval,
        @DefaultValue("10s") Duration grace,
        @DefaultValue("5m") Duration longestSuspension,
        @DefaultValue("30s") Duration cancelGrace) {

    static final String CHECK_INTERVAL = "3s";

    LeaseProperties {
        if (renew.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.renew (" + renew + ")");
        }
        if (checkInterval.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.check-interval (" + checkInterval + ")");
        }
        if (grace.isNegative() || longestSuspension.isNegative()) {
            throw new IllegalArgumentException("backspike.lease.grace (" + grace
                    + ") and backspike.lease.longest-suspension (" + longestSuspension + ") must not be negative");
        }
    }
}
