package dev.backspike.api.dispatch;

import java.time.Instant;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** Attempts are open while they are RUNNING or SUSPECT. */
interface AttemptRepository extends JpaRepository<Attempt, Attempt.Key> {

    /**
     * A lease that lasts longer already stays as it is.
     *
     * @return 1, or 0 if the attempt is not (or no longer) the worker's
     */
    @Modifying
    @Query("""
            update Attempt a set a.leaseUntil = greatest(a.leaseUntil, :until), a.state = RUNNING
            where a.id = :id and a.worker = :worker and a.leasedAs = :leasedAs and a.state in (RUNNING, SUSPECT)""")
    int renew(Attempt.Key id, String worker, String leasedAs, Instant until);

    /** Gives every open attempt at least until then. */
    @Modifying
    @Query("""
            update Attempt a set a.leaseUntil = :until, a.state = RUNNING
            where a.state in (RUNNING, SUSPECT) and a.leaseUntil < :until""")
    int renewAll(Instant until);

    @Query("select a.id from Attempt a where a.state = RUNNING and a.leaseUntil < :now order by a.leaseUntil")
    List<Attempt.Key> lapsed(Instant now);

    /** @return 1, or 0 if it was renewed or ended meanwhile */
    @Modifying
    @Query("update Attempt a set a.state = SUSPECT where a.id = :id and a.state = RUNNING and a.leaseUntil < :now")
    int suspect(Attempt.Key id, Instant now);

    /** Lets suspects count as having lapsed no earlier than then. */
    @Modifying
    @Query("update Attempt a set a.leaseUntil = :time where a.state = SUSPECT and a.leaseUntil < :time")
    int pardon(Instant time);

    @Query("select a.id from Attempt a where a.state = SUSPECT and a.leaseUntil < :time order by a.leaseUntil")
    List<Attempt.Key> suspectsLapsedBefore(Instant time);

    /** @return 1, or 0 if it was renewed or ended meanwhile */
    @Modifying
    @Query("""
            update Attempt a set a.state = LOST, a.endedAt = :now
            where a.id = :id and a.state = SUSPECT and a.leaseUntil < :time""")
    int lose(Attempt.Key id, Instant time, Instant now);

    @Query("select a.id from Attempt a where a.state = SUSPECT and a.worker = :worker")
    List<Attempt.Key> suspectsOf(String worker);

    /** Workers that have not renewed a single one of their attempts in time. */
    @Query("""
            select count(distinct a.worker) from Attempt a where a.state = SUSPECT
            and not exists (select 1 from Attempt b where b.worker = a.worker and b.state = RUNNING)""")
    long silentWorkers();

    @Query("select count(distinct a.worker) from Attempt a where a.state in (RUNNING, SUSPECT)")
    long busyWorkers();

    /** Ends an attempt whose worker does not answer. @return 1, or 0 if it has ended */
    @Modifying
    @Query("""
            update Attempt a set a.state = CANCELLED, a.endedAt = :now
            where a.id = :id and a.state in (RUNNING, SUSPECT)""")
    int cancel(Attempt.Key id, Instant now);

    @Query("select a from Attempt a where a.state in (RUNNING, SUSPECT) order by a.id.jobId")
    List<Attempt> open();

    @Query("select a from Attempt a where a.id.jobId = :jobId order by a.id.number")
    List<Attempt> ofJob(String jobId);

    @Query("select a from Attempt a where a.id.jobId = :jobId and a.id.number > :after order by a.id.number")
    List<Attempt> ofJob(String jobId, int after, Limit limit);
}
