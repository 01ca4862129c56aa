package dev.backspike.engine.collective;

import java.util.List;

/**
 * The place of a replica in its gang.
 *
 * @param gang identifies the gang among all that the worker may have known, such as job and attempt
 * @param rank of the replica
 * @param members where each replica is reached, by rank, as {@code host:port}
 * @param secret of the gang, by which its replicas recognise each other
 */
public record Membership(String gang, int rank, List<String> members, String secret) {

    /** @throws IllegalArgumentException if the rank is not one of the members */
    public Membership {
        members = List.copyOf(members);
        if (rank < 0 || rank >= members.size()) {
            throw new IllegalArgumentException("rank " + rank + " of a gang of " + members.size());
        }
    }

    /** Without the secret, since this may be logged. */
    @Override
    public String toString() {
        return "replica " + rank + " of " + members.size() + " of " + gang + " " + members;
    }
}
