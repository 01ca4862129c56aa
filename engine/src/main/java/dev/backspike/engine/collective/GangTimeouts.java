package dev.backspike.engine.collective;

import java.time.Duration;

/**
 * @param join for all replicas to connect with each other
 * @param silence of a replica whose message is due, after which it counts as lost; replicas send heartbeats four times
 *     as often, also while they compute
 */
public record GangTimeouts(Duration join, Duration silence) {

    /** Half a minute to connect, 20 s of silence. */
    public static final GangTimeouts DEFAULT = new GangTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20));

    /** @throws IllegalArgumentException if one is not positive */
    public GangTimeouts {
        if (!join.isPositive() || !silence.isPositive()) {
            throw new IllegalArgumentException("time-outs must be positive, were " + join + " and " + silence);
        }
    }

    Duration heartbeat() {
        return silence.dividedBy(4);
    }
}
