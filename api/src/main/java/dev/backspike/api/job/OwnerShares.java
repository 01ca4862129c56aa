package dev.backspike.api.job;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The owners of queued jobs, and how many replicas of each owner's jobs run. Counting reads the whole queue, so it is
 * done at most once a second; jobs that this replica hands out in between are added, jobs that end are not subtracted.
 */
@Component
class OwnerShares {

    private final JdbcClient jdbc;
    private final long freshNanos;
    private final ReentrantLock counting = new ReentrantLock();
    private final AtomicLong turn = new AtomicLong();
    /** The number of each owner's last turn. */
    private final ConcurrentMap<String, Long> turns = new ConcurrentHashMap<>();

    private volatile long countedAt;
    private volatile Count latest = new Count();

    OwnerShares(JdbcClient jdbc, @Value("${backspike.queue.count:1s}") Duration fresh) {
        this.jdbc = jdbc;
        this.freshNanos = fresh.toNanos();
        this.countedAt = System.nanoTime() - freshNanos;
    }

    /** The latest count; one thread renews it while the others use the previous one. */
    Count now() {
        if (System.nanoTime() - countedAt >= freshNanos && counting.tryLock()) {
            try {
                latest = count();
                countedAt = System.nanoTime();
            } finally {
                counting.unlock();
            }
        }
        return latest;
    }

    private Count count() {
        Count count = new Count();
        jdbc.sql("""
                        select state, priority, owner, sum(replicas) as running from job
                        where state in ('QUEUED', 'RUNNING') group by state, priority, owner""").query(row -> {
            String owner = row.getString("owner");
            if (row.getString("state").equals("RUNNING")) {
                count.running.merge(owner, row.getInt("running"), Integer::sum);
            } else {
                count.add(row.getInt("priority"), owner);
            }
        });
        return count;
    }

    /**
     * The owner whose turn it is: among those with the fewest running replicas the one whose last turn is longest ago.
     */
    String next(Set<String> owners, Count count) {
        return Collections.min(
                owners,
                Comparator.comparingInt(count::running)
                        .thenComparing(owner -> turns.getOrDefault(owner, 0L))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The owner has had a turn, and runs so many replicas more. */
    void took(String owner, int replicas, Count count) {
        count.running.merge(owner, replicas, Integer::sum);
        turns.put(owner, turn.incrementAndGet());
    }

    static final class Count {

        private final NavigableMap<Integer, Set<String>> queued = new TreeMap<>(Collections.reverseOrder());
        private final ConcurrentMap<String, Integer> running = new ConcurrentHashMap<>();

        private void add(int priority, String owner) {
            queued.computeIfAbsent(priority, _ -> new HashSet<>()).add(owner);
        }

        /** Whether more than one owner has queued jobs. */
        boolean isContested() {
            return queued.values().stream().flatMap(Set::stream).distinct().count() > 1;
        }

        /** A copy: the owners of queued jobs by priority, highest first. */
        NavigableMap<Integer, Set<String>> queued() {
            NavigableMap<Integer, Set<String>> copy = new TreeMap<>(queued.comparator());
            queued.forEach((priority, owners) -> copy.put(priority, new HashSet<>(owners)));
            return copy;
        }

        private int running(String owner) {
            return running.getOrDefault(owner, 0);
        }
    }
}
