package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.spec.ReplicasSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The queued jobs that may have several replicas. They are not claimed one by one, but granted as a whole. */
@Component
public class GangQueue {

    private static final String SELECT = "select id, attempt, owner, device, priority, memory_bytes, min_replicas,"
            + " max_replicas, queued_at from job where state = 'QUEUED' and max_replicas > 1";
    /** Gangs that are read at a time; those behind them wait. */
    private static final int PAGE = 100;

    private final JdbcClient jdbc;
    private final JobRepository jobs;
    private final OwnerShares shares;

    GangQueue(JdbcClient jdbc, JobRepository jobs, OwnerShares shares) {
        this.jdbc = jdbc;
        this.jobs = jobs;
        this.shares = shares;
    }

    /**
     * A queued gang.
     *
     * @param attempt number of its next attempt
     * @param device what it asks for: {@code auto}, {@code cpu}, ...
     * @param memoryBytes what a replica of it needs at least
     */
    public record QueuedGang(
            JobId id,
            int attempt,
            String owner,
            String device,
            int priority,
            long memoryBytes,
            ReplicasSpec replicas,
            Instant queuedAt) {}

    public boolean isEmpty() {
        return jdbc.sql(SELECT + " limit 1").query(GangQueue::read).optional().isEmpty();
    }

    /**
     * The first gangs by priority, then by age.
     *
     * @param devices those that ask for one of these
     * @param memory those whose replicas need no more than this, in bytes
     * @param slots those that can start with so many replicas
     */
    public List<QueuedGang> inLine(Collection<String> devices, long memory, int slots) {
        return jdbc.sql(SELECT + " and device in (:devices) and memory_bytes <= :memory and min_replicas <= :slots"
                        + " order by priority desc, id limit :page")
                .param("devices", devices)
                .param("memory", memory)
                .param("slots", slots)
                .param("page", PAGE)
                .query(GangQueue::read)
                .list();
    }

    /**
     * A running gang.
     *
     * @param replicas how many it has
     * @param most how many it may have
     * @param memoryBytes what a replica of it needs at least
     */
    public record RunningGang(AttemptId attempt, int replicas, int most, long memoryBytes) {}

    /** The running gangs that have fewer replicas than they may have, the oldest first. */
    public List<RunningGang> incomplete() {
        return jdbc.sql("select id, attempt, replicas, max_replicas, memory_bytes from job"
                        + " where state = 'RUNNING' and replicas < max_replicas order by id limit :page")
                .param("page", PAGE)
                .query((row, _) -> new RunningGang(
                        new AttemptId(new JobId(row.getString("id")), row.getInt("attempt")),
                        row.getInt("replicas"),
                        row.getInt("max_replicas"),
                        row.getLong("memory_bytes")))
                .list();
    }

    public Optional<QueuedGang> find(JobId id) {
        return jdbc.sql(SELECT + " and id = ?")
                .param(id.text())
                .query(GangQueue::read)
                .optional();
    }

    /**
     * Whether jobs of one replica of higher priority are queued.
     *
     * @param devices jobs that ask for one of these
     * @param memory jobs that need no more than this, in bytes
     */
    public boolean isPreceded(QueuedGang gang, Collection<String> devices, long memory) {
        return jobs.head(devices, memory)
                .filter(head -> head.getPriority() > gang.priority())
                .isPresent();
    }

    /**
     * Whether it is the gang's turn among the jobs of one replica of its priority, by the same rule that orders these:
     * owners take turns, and the jobs of one owner go by age.
     */
    public boolean isTurnOf(QueuedGang gang, Collection<String> devices, long memory) {
        OwnerShares.Count count = shares.now();
        Set<String> owners = new HashSet<>(count.queued().getOrDefault(gang.priority(), Set.of()));
        owners.add(gang.owner());
        while (true) {
            String next = shares.next(owners, count);
            Optional<String> first = jobs.inLineOf(next, gang.priority(), devices, memory, 1).stream()
                    .findFirst();
            if (next.equals(gang.owner())) {
                return first.filter(id -> id.compareTo(gang.id().text()) < 0).isEmpty();
            }
            if (first.isPresent()) {
                return false;
            }
            owners.remove(next);
        }
    }

    /** The owner of a gang has had a turn. */
    public void granted(QueuedGang gang, int replicas) {
        shares.took(gang.owner(), replicas, shares.now());
    }

    private static QueuedGang read(ResultSet row, int index) throws SQLException {
        return new QueuedGang(
                new JobId(row.getString("id")),
                row.getInt("attempt") + 1,
                row.getString("owner"),
                row.getString("device"),
                row.getInt("priority"),
                row.getLong("memory_bytes"),
                new ReplicasSpec(row.getInt("min_replicas"), row.getInt("max_replicas")),
                row.getObject("queued_at", OffsetDateTime.class).toInstant());
    }
}
