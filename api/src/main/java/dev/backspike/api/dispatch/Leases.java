package dev.backspike.api.dispatch;

import dev.backspike.api.job.AttemptWorkers;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of replicas. Whether a lease is renewed or withdrawn is decided by one update of the replica's row, so that
 * the two exclude each other without the lock of the job.
 */
@Component
class Leases implements AttemptWorkers {

    private static final String OPEN = "state in ('GRANTED', 'HELD', 'SUSPECT')";
    /** A replica that has been granted stays so until its worker is told. */
    private static final String RENEWED = "state = case when state = 'SUSPECT' then 'HELD' else state end";

    private static final String INSERT =
            "insert into attempt_replica (job_id, attempt, rank, worker, leased_as, address, state, lease_until)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?)";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Leases(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /**
     * A replica of a running attempt.
     *
     * @param worker who holds it
     */
    record Held(AttemptId attempt, int rank, String worker, Replica.State state) {}

    /** Stores the replicas of attempts that have one each. */
    void add(List<Attempt> begun) {
        batches.batchUpdate(
                INSERT,
                begun.stream()
                        .map(attempt -> row(attempt.id(), Replica.LEAD, attempt.lead()))
                        .toList());
    }

    /** @param replicas of one attempt, by rank */
    void add(AttemptId attempt, List<Replica> replicas) {
        batches.batchUpdate(
                INSERT,
                IntStream.range(0, replicas.size())
                        .mapToObj(rank -> row(attempt, rank, replicas.get(rank)))
                        .toList());
    }

    private static Object[] row(AttemptId attempt, int rank, Replica replica) {
        return new @Nullable Object[] {
            attempt.jobId().text(),
            attempt.number(),
            rank,
            replica.worker(),
            replica.leasedAs(),
            replica.address(),
            replica.state().name(),
            utc(replica.leaseUntil())
        };
    }

    /** The replicas that have been granted to a worker which has not been told yet. */
    List<Held> granted(WorkerName worker, String leasedAs) {
        return jdbc.sql("select job_id, attempt, rank, worker, state from attempt_replica"
                        + " where state = 'GRANTED' and worker = ? and leased_as = ? order by job_id, rank")
                .params(worker.text(), leasedAs)
                .query(Leases::held)
                .list();
    }

    /**
     * The worker is told.
     *
     * @return false if it has been, or the attempt has ended meanwhile
     */
    boolean deliver(Held granted) {
        return jdbc.sql("update attempt_replica set state = 'HELD'"
                                + " where job_id = ? and attempt = ? and rank = ? and state = 'GRANTED'")
                        .params(
                                granted.attempt().jobId().text(),
                                granted.attempt().number(),
                                granted.rank())
                        .update()
                > 0;
    }

    /** Whether a worker holds a replica of an attempt that has not ended. */
    boolean isHeldBy(AttemptId attempt, int rank, WorkerName worker, String leasedAs) {
        return count(jdbc.sql("select count(*) from attempt_replica where job_id = ? and attempt = ? and rank = ?"
                                + " and worker = ? and leased_as = ? and " + OPEN)
                        .params(attempt.jobId().text(), attempt.number(), rank, worker.text(), leasedAs))
                > 0;
    }

    /** Whether a worker, by its identity, holds any replica of an attempt, or held it. */
    boolean isLeasedTo(AttemptId attempt, WorkerName worker, String leasedAs) {
        return count(jdbc.sql("select count(*) from attempt_replica where job_id = ? and attempt = ?"
                                + " and worker = ? and leased_as = ?")
                        .params(attempt.jobId().text(), attempt.number(), worker.text(), leasedAs))
                > 0;
    }

    /** The replicas of all running attempts. */
    List<Held> open() {
        return jdbc.sql("select job_id, attempt, rank, worker, state from attempt_replica where " + OPEN
                        + " order by job_id, rank")
                .query(Leases::held)
                .list();
    }

    /** The replicas of running attempts that a worker holds, by its identity. */
    List<Held> openOf(WorkerName worker, String leasedAs) {
        return jdbc.sql("select job_id, attempt, rank, worker, state from attempt_replica"
                        + " where worker = ? and leased_as = ? and " + OPEN + " order by job_id, rank")
                .params(worker.text(), leasedAs)
                .query(Leases::held)
                .list();
    }

    /** Where the replicas of an attempt are reached, by rank. */
    List<String> addresses(AttemptId attempt) {
        return jdbc.sql("select address from attempt_replica where job_id = ? and attempt = ? order by rank")
                .params(attempt.jobId().text(), attempt.number())
                .query(String.class)
                .list();
    }

    @Override
    public Map<AttemptId, List<String>> byRank(Collection<AttemptId> attempts) {
        Map<AttemptId, List<String>> workers = new HashMap<>();
        if (!attempts.isEmpty()) {
            jdbc.sql("select job_id, attempt, worker from attempt_replica where job_id in (:jobs) order by rank")
                    .param(
                            "jobs",
                            attempts.stream()
                                    .map(attempt -> attempt.jobId().text())
                                    .distinct()
                                    .toList())
                    .query(row -> {
                        workers.computeIfAbsent(id(row), _ -> new ArrayList<>()).add(row.getString("worker"));
                    });
        }
        workers.keySet().retainAll(Set.copyOf(attempts));
        return workers;
    }

    /**
     * Renews a worker's lease, that of all its replicas of the attempt; one that lasts longer already stays as it is.
     *
     * @return the number of its replicas; 0 if the attempt is not, or no longer, the worker's
     */
    int renew(AttemptId attempt, WorkerName worker, String leasedAs, Instant until) {
        return jdbc.sql("update attempt_replica set lease_until = greatest(lease_until, ?), " + RENEWED
                        + " where job_id = ? and attempt = ? and worker = ? and leased_as = ? and " + OPEN)
                .params(utc(until), attempt.jobId().text(), attempt.number(), worker.text(), leasedAs)
                .update();
    }

    /**
     * Extends every lease that ends before then.
     *
     * @return how many
     */
    int renewAll(Instant until) {
        return jdbc.sql("update attempt_replica set lease_until = ?, " + RENEWED + " where lease_until < ? and " + OPEN)
                .params(utc(until), utc(until))
                .update();
    }

    /**
     * Makes every lease end then, also those that would last longer.
     *
     * @return how many
     */
    int restartAll(Instant until) {
        return jdbc.sql("update attempt_replica set lease_until = ?, " + RENEWED + " where " + OPEN)
                .param(utc(until))
                .update();
    }

    /** Attempts with a replica whose lease has expired and has not been dealt with, the oldest first. */
    List<AttemptId> expired(Instant now) {
        return attempts(
                "select job_id, attempt from attempt_replica where state in ('GRANTED', 'HELD') and lease_until < ?"
                        + " order by lease_until",
                utc(now));
    }

    /** @return false if the lease was renewed or the attempt ended meanwhile */
    boolean suspect(AttemptId attempt, Instant now) {
        return jdbc.sql("update attempt_replica set state = 'SUSPECT'"
                                + " where job_id = ? and attempt = ? and state in ('GRANTED', 'HELD')"
                                + " and lease_until < ?")
                        .params(attempt.jobId().text(), attempt.number(), utc(now))
                        .update()
                > 0;
    }

    /** Treats suspect leases as having expired no earlier than then. */
    void pardon(Instant time) {
        jdbc.sql("update attempt_replica set lease_until = ? where state = 'SUSPECT' and lease_until < ?")
                .params(utc(time), utc(time))
                .update();
    }

    /** Attempts with a suspect lease that expired before then, the oldest first. */
    List<AttemptId> suspectSince(Instant time) {
        return attempts(
                "select job_id, attempt from attempt_replica where state = 'SUSPECT' and lease_until < ?"
                        + " order by lease_until",
                utc(time));
    }

    /** The suspect attempts of a worker. */
    List<AttemptId> suspectsOf(WorkerName worker) {
        return attempts(
                "select job_id, attempt from attempt_replica where state = 'SUSPECT' and worker = ?", worker.text());
    }

    /**
     * Withdraws a suspect lease that expired before then.
     *
     * @return false if it was renewed or the attempt ended meanwhile
     */
    boolean withdraw(AttemptId attempt, Instant expiredBefore) {
        return jdbc.sql("update attempt_replica set state = 'ENDED'"
                                + " where job_id = ? and attempt = ? and state = 'SUSPECT' and lease_until < ?")
                        .params(attempt.jobId().text(), attempt.number(), utc(expiredBefore))
                        .update()
                > 0;
    }

    /**
     * Ends the leases of all replicas of an attempt.
     *
     * @return false if they had ended already
     */
    boolean end(AttemptId attempt) {
        return jdbc.sql("update attempt_replica set state = 'ENDED' where job_id = ? and attempt = ? and " + OPEN)
                        .params(attempt.jobId().text(), attempt.number())
                        .update()
                > 0;
    }

    /** The number of workers that have renewed none of their leases in time. */
    long silentWorkers() {
        return count(
                jdbc.sql(
                        "select count(distinct worker) from attempt_replica r where state = 'SUSPECT' and not exists"
                                + " (select 1 from attempt_replica held where held.worker = r.worker and held.state = 'HELD')"));
    }

    /** The number of workers that hold attempts. */
    long busyWorkers() {
        return count(jdbc.sql("select count(distinct worker) from attempt_replica where " + OPEN));
    }

    /** The jobs whose attempts a worker holds, by its identity. */
    List<String> jobsHeldAs(String leasedAs) {
        return jdbc.sql("select distinct job_id from attempt_replica where leased_as = ? and " + OPEN)
                .param(leasedAs)
                .query(String.class)
                .list();
    }

    private List<AttemptId> attempts(String sql, Object param) {
        return jdbc.sql(sql).param(param).query((row, _) -> id(row)).list().stream()
                .distinct()
                .toList();
    }

    private static Held held(ResultSet row, int index) throws SQLException {
        return new Held(
                id(row), row.getInt("rank"), row.getString("worker"), Replica.State.valueOf(row.getString("state")));
    }

    private static AttemptId id(ResultSet row) throws SQLException {
        return new AttemptId(new JobId(row.getString("job_id")), row.getInt("attempt"));
    }

    private static long count(JdbcClient.StatementSpec statement) {
        return statement.query(Long.class).single();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
