package dev.backspike.common.protocol;

import java.util.List;

/**
 * The place of a replica in the gang of its attempt.
 *
 * @param rank of the replica; rank 0 reports for all
 * @param members where each replica is reached, by rank, as {@code host:port}
 * @param secret of the attempt, by which its replicas recognise each other
 */
public record GangPlace(int rank, List<String> members, String secret) {

    public GangPlace {
        members = List.copyOf(members);
    }

    /** Without the secret, since this may be logged. */
    @Override
    public String toString() {
        return "rank " + rank + " of " + members;
    }
}
