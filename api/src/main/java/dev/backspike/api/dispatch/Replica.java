package dev.backspike.api.dispatch;

import java.time.Instant;

/**
 * Who holds a replica of an attempt.
 *
 * @param leasedAs the identity of the worker according to its token; {@code local} without security and for an embedded
 *     worker
 */
record Replica(String worker, String leasedAs, State state, Instant leaseUntil) {

    /** The rank of the replica that reports for the attempt; the only one so far. */
    static final int LEAD = 0;

    enum State {
        HELD,
        /** The lease has expired, but the worker may still renew it. */
        SUSPECT,
        /** The attempt has ended. */
        ENDED
    }
}
