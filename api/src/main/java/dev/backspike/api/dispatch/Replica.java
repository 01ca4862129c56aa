package dev.backspike.api.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a replica of an attempt.
 *
 * @param leasedAs the identity of the worker according to its token; {@code local} without security and for an embedded
 *     worker
 * @param address where other replicas reach it; null for an attempt of one replica
 */
record Replica(String worker, String leasedAs, @Nullable String address, State state, Instant leaseUntil) {

    /** The rank of the replica that reports for the attempt. */
    static final int LEAD = 0;

    enum State {
        /** The worker has yet to be told. */
        GRANTED,
        HELD,
        /** The lease has expired, but the worker may still renew it. */
        SUSPECT,
        /** The attempt has ended. */
        ENDED
    }
}
