package dev.backspike.api.dispatch;

import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of replicas. Whether a lease is renewed or withdrawn is decided by one update of the replica's row, so that
 * the two exclude each other without the lock of the job.
 */
@Component
class Leases {

    private static final String OPEN = "state in ('HELD', 'SUSPECT')";

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Leases(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    void add(List<Attempt> begun) {
        batches.batchUpdate(
                "insert into attempt_replica (job_id, attempt, rank, worker, leased_as, state, lease_until)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                begun.stream()
                        .map(attempt -> new Object[] {
                            attempt.id().jobId().text(),
                            attempt.number(),
                            Replica.LEAD,
                            attempt.worker(),
                            attempt.leasedAs(),
                            Replica.State.HELD.name(),
                            utc(attempt.leaseUntil())
                        })
                        .toList());
    }

    /**
     * Renews a worker's lease; one that lasts longer already stays as it is.
     *
     * @return false if the attempt is not, or no longer, the worker's
     */
    boolean renew(AttemptId attempt, WorkerName worker, String leasedAs, Instant until) {
        return jdbc.sql("update attempt_replica set lease_until = greatest(lease_until, ?), state = 'HELD'"
                                + " where job_id = ? and attempt = ? and worker = ? and leased_as = ? and " + OPEN)
                        .params(utc(until), attempt.jobId().text(), attempt.number(), worker.text(), leasedAs)
                        .update()
                > 0;
    }

    /**
     * Extends every lease that ends before then.
     *
     * @return how many
     */
    int renewAll(Instant until) {
        return jdbc.sql("update attempt_replica set lease_until = ?, state = 'HELD' where lease_until < ? and " + OPEN)
                .params(utc(until), utc(until))
                .update();
    }

    /** Attempts with a lease that has expired and has not been dealt with, the oldest first. */
    List<AttemptId> expired(Instant now) {
        return attempts(
                "select job_id, attempt from attempt_replica where state = 'HELD' and lease_until < ?"
                        + " order by lease_until",
                utc(now));
    }

    /** @return false if the lease was renewed or the attempt ended meanwhile */
    boolean suspect(AttemptId attempt, Instant now) {
        return jdbc.sql("update attempt_replica set state = 'SUSPECT'"
                                + " where job_id = ? and attempt = ? and state = 'HELD' and lease_until < ?")
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
        return count("select count(distinct worker) from attempt_replica r where state = 'SUSPECT' and not exists"
                + " (select 1 from attempt_replica held where held.worker = r.worker and held.state = 'HELD')");
    }

    /** The number of workers that hold attempts. */
    long busyWorkers() {
        return count("select count(distinct worker) from attempt_replica where " + OPEN);
    }

    /** The jobs whose attempts a worker holds, by its identity. */
    List<String> jobsHeldAs(String leasedAs) {
        return jdbc.sql("select distinct job_id from attempt_replica where leased_as = ? and " + OPEN)
                .param(leasedAs)
                .query(String.class)
                .list();
    }

    private List<AttemptId> attempts(String sql, Object param) {
        return jdbc.sql(sql)
                .param(param)
                .query((row, _) -> new AttemptId(new JobId(row.getString("job_id")), row.getInt("attempt")))
                .list();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
