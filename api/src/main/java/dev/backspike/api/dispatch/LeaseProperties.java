package dev.backspike.api.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How attempts are lent to workers.
 *
 * @param duration how long a lease lasts without renewal
 * @param renew how often workers renew
 * @param check how often the api looks for expired leases
 * @param cancelGrace how long a worker has to stop what is cancelled; then the job ends without it
 */
@ConfigurationProperties("backspike.lease")
record LeaseProperties(
        @DefaultValue("60s") Duration duration,
        @DefaultValue("10s") Duration renew,
        @DefaultValue("5s") Duration check,
        @DefaultValue("30s") Duration cancelGrace) {

    LeaseProperties {
        if (renew.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.renew (" + renew + ")");
        }
        if (check.multipliedBy(2).compareTo(duration) > 0) {
            throw new IllegalArgumentException("backspike.lease.duration (" + duration
                    + ") must be at least twice backspike.lease.check (" + check + ")");
        }
    }
}
