package dev.backspike.api.job;

import dev.backspike.common.spec.ReplicasSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The queue as a line, for estimates; claims do not use it. */
@Component
public class QueueLine {

    private final JdbcClient jdbc;

    QueueLine(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a replica of each running job needs, at least, in bytes; by the id of the job. */
    public Map<String, Long> memoryOfRunning() {
        Map<String, Long> memory = new HashMap<>();
        jdbc.sql("select id, memory_bytes from job where state = 'RUNNING'").query(row -> {
            memory.put(row.getString("id"), row.getLong("memory_bytes"));
        });
        return memory;
    }

    /** The estimated time left of running jobs, by id; without jobs for which it is unknown. */
    public Map<String, Duration> timeLeft() {
        Map<String, Duration> left = new HashMap<>();
        jdbc.sql("select id, eta_seconds from job where state = 'RUNNING' and eta_seconds is not null")
                .query(row -> {
                    left.put(row.getString("id"), Duration.ofMillis(Math.round(row.getDouble("eta_seconds") * 1000)));
                });
        return left;
    }

    /**
     * The queued jobs of a device, those of one replica apart from gangs.
     *
     * @param device what they ask for
     * @param leastReplicas the fewest replicas with which one of them starts
     * @param mostReplicas the most that one of them uses
     * @param leastMemory what the smallest of them needs, in bytes
     * @param oldest when the first of them was queued
     */
    public record Queue(
            String device, int leastReplicas, int mostReplicas, long jobs, long leastMemory, Instant oldest) {}

    /** The queues by device, without devices that no queued job asks for. */
    public List<Queue> queues() {
        return jdbc.sql("select device, min(min_replicas) as least, max(max_replicas) as most, count(*) as jobs,"
                        + " min(memory_bytes) as memory, min(queued_at) as oldest from job"
                        + " where state = 'QUEUED' group by device, case when max_replicas > 1 then 1 else 0 end")
                .query((row, _) -> new Queue(
                        row.getString("device"),
                        row.getInt("least"),
                        row.getInt("most"),
                        row.getLong("jobs"),
                        row.getLong("memory"),
                        row.getObject("oldest", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * A queued job.
     *
     * @param attempt the number of its next attempt
     * @param device what it asks for, such as {@code cuda}
     * @param replicas how many it starts with
     * @param memoryBytes what each of them needs at least
     * @param queuedAt when it was queued
     */
    public record Next(
            String id, int attempt, String device, ReplicasSpec replicas, long memoryBytes, Instant queuedAt) {}

    /**
     * The first queued jobs, gangs included, by priority, then by turns of their owners as if no running job ended
     * meanwhile.
     */
    public List<Next> next(int limit) {
        return jdbc.sql("""
                        select id, attempt, device, min_replicas, max_replicas, memory_bytes, queued_at from (
                          select j.id, j.attempt, j.device, j.min_replicas, j.max_replicas, j.memory_bytes,
                            j.queued_at, j.priority,
                            coalesce(r.running, 0)
                              + row_number() over (partition by j.owner order by j.priority desc, j.id) as turn
                          from job j left join (
                            select owner, sum(replicas) as running from job where state = 'RUNNING' group by owner
                          ) r on r.owner = j.owner
                          where j.state = 'QUEUED') shared
                        order by priority desc, turn, id limit :limit""")
                .param("limit", limit)
                .query((row, _) -> new Next(
                        row.getString("id"),
                        row.getInt("attempt") + 1,
                        row.getString("device"),
                        new ReplicasSpec(row.getInt("min_replicas"), row.getInt("max_replicas")),
                        row.getLong("memory_bytes"),
                        row.getObject("queued_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /**
     * Places of queued jobs in the order in which claims would take them if no running job ended meanwhile, from 1.
     *
     * @param devices only jobs that ask for one of these count
     * @return by id; without jobs that have left the queue
     */
    public Map<String, Integer> places(Collection<String> devices, List<String> ids) {
        Map<String, Integer> places = new HashMap<>();
        jdbc.sql("""
                        select id, place from (
                          select id, row_number() over (order by priority desc, turn, id) as place from (
                            select j.id, j.priority, coalesce(r.running, 0)
                              + row_number() over (partition by j.owner order by j.priority desc, j.id) as turn
                            from job j left join (
                              select owner, sum(replicas) as running from job where state = 'RUNNING' group by owner
                            ) r on r.owner = j.owner
                            where j.state = 'QUEUED' and j.device in (:devices)) shared) line
                        where id in (:ids)""").param("devices", devices).param("ids", ids).query(row -> {
            places.put(row.getString("id"), row.getInt("place"));
        });
        return places;
    }
}
