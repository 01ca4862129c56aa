package dev.backspike.api.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How slots are reserved for jobs of several replicas.
 *
 * @param reservation how long a slot stays reserved after its worker last asked for work
 * @param patience how long a job that has reserved its fewest replicas waits for more, up to its most
 * @param growth how long an attempt with fewer replicas than it may have trains before it starts again with more, where
 *     slots are free; one that is estimated to end sooner does not
 */
@ConfigurationProperties("backspike.gangs")
record GangProperties(
        @DefaultValue("5s") Duration reservation,
        @DefaultValue("5s") Duration patience,
        @DefaultValue("1m") Duration growth) {

    private static final Duration SHORTEST = Duration.ofSeconds(2);

    GangProperties {
        // A worker that waits for work is looked at every second.
        if (reservation.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "backspike.gangs.reservation must be at least " + SHORTEST.toSeconds() + "s, was " + reservation);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("backspike.gangs.patience must not be negative, was " + patience);
        }
        if (growth.isNegative()) {
            throw new IllegalArgumentException("backspike.gangs.growth must not be negative, was " + growth);
        }
    }
}
