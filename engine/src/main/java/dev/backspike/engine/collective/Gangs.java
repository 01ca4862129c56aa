package dev.backspike.engine.collective;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The replicas of one worker that wait for others of their gangs to call. */
final class Gangs {

    /**
     * Identifies a replica among those of the worker.
     *
     * @param gang hash of the gang's name
     */
    record Key(ByteBuffer gang, int rank) {

        static Key of(Membership member) {
            return new Key(ByteBuffer.wrap(Handshake.nameOf(member.gang())), member.rank());
        }
    }

    /** The callers of a replica. Safe for use by several threads. */
    static final class Arrivals {

        private final Membership self;
        private final Map<Integer, Socket> byRank = new TreeMap<>();
        private boolean over;

        Arrivals(Membership self) {
            this.self = self;
        }

        String secret() {
            return self.secret();
        }

        /** Replicas with higher ranks call. */
        boolean expects(int rank) {
            return rank > self.rank() && rank < self.members().size();
        }

        /** @return false if the replica has called before, or the wait has ended */
        synchronized boolean add(int rank, Socket socket) {
            boolean added = !over && byRank.putIfAbsent(rank, socket) == null;
            notifyAll();
            return added;
        }

        /**
         * Waits for a caller.
         *
         * @return null if it has not called by then; the receiver closes the socket
         */
        synchronized @Nullable Socket await(int rank, Duration atMost) throws InterruptedException {
            long until = System.nanoTime() + atMost.toNanos();
            long left = atMost.toNanos();
            while (!byRank.containsKey(rank) && left > 0) {
                wait(Math.max(1, left / 1_000_000));
                left = until - System.nanoTime();
            }
            return byRank.get(rank);
        }

        /** @return all who have called and those who will call no more */
        synchronized Map<Integer, Socket> close() {
            over = true;
            return Map.copyOf(byRank);
        }
    }

    private final Map<Key, Arrivals> waiting = new ConcurrentHashMap<>();

    /** @throws IllegalStateException if that replica waits already */
    Arrivals expect(Membership self) {
        Arrivals arrivals = new Arrivals(self);
        if (waiting.putIfAbsent(Key.of(self), arrivals) != null) {
            throw new IllegalStateException(self + " has joined twice");
        }
        return arrivals;
    }

    @Nullable
    Arrivals find(Key key) {
        return waiting.get(key);
    }

    void forget(Membership self) {
        waiting.remove(Key.of(self));
    }
}
