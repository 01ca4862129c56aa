package dev.backspike.api.dispatch;

import java.time.Instant;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

interface AttemptRepository extends JpaRepository<Attempt, Attempt.Key> {

    /** @return 1, or 0 if the attempt is not (or no longer) the worker's */
    @Modifying
    @Query("""
            update Attempt a set a.leaseUntil = :until
            where a.id = :id and a.worker = :worker and a.leasedAs = :leasedAs and a.state = RUNNING""")
    int renew(Attempt.Key id, String worker, String leasedAs, Instant until);

    /** Gives every running attempt at least until then. */
    @Modifying
    @Query("update Attempt a set a.leaseUntil = :until where a.state = RUNNING and a.leaseUntil < :until")
    int renewAll(Instant until);

    /** @return 1, or 0 if it was renewed or ended meanwhile */
    @Modifying
    @Query("""
            update Attempt a set a.state = LOST, a.endedAt = :now
            where a.id = :id and a.state = RUNNING and a.leaseUntil < :now""")
    int lose(Attempt.Key id, Instant now);

    @Query("select a.id from Attempt a where a.state = RUNNING and a.leaseUntil < :now order by a.leaseUntil")
    List<Attempt.Key> expired(Instant now);

    /** Ends an attempt whose worker does not answer. @return 1, or 0 if it has ended */
    @Modifying
    @Query("update Attempt a set a.state = CANCELLED, a.endedAt = :now where a.id = :id and a.state = RUNNING")
    int cancel(Attempt.Key id, Instant now);

    @Query("select a from Attempt a where a.state = RUNNING")
    List<Attempt> running();

    @Query("select a from Attempt a where a.id.jobId = :jobId order by a.id.number")
    List<Attempt> ofJob(String jobId);

    @Query("select a from Attempt a where a.id.jobId = :jobId and a.id.number > :after order by a.id.number")
    List<Attempt> ofJob(String jobId, int after, Limit limit);
}
