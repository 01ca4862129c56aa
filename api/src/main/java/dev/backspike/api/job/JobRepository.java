package dev.backspike.api.job;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

interface JobRepository extends JpaRepository<Job, String>, JpaSpecificationExecutor<Job> {

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select j from Job j where j.id = :id")
    Optional<Job> lock(String id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select j from Job j where j.id in :ids order by j.id")
    List<Job> lockAll(Collection<String> ids);

    /**
     * Ids of the next jobs of one replica in line, not locked. The order names state and replicas, though they are
     * fixed, so that the index job_queue gives the order and nothing is sorted.
     */
    @NativeQuery("""
            select id from job where state = 'QUEUED' and max_replicas = 1 and device in (:devices)
            and memory_bytes <= :memory order by state, max_replicas, priority desc, id limit :limit offset :offset""")
    List<String> inLine(Collection<String> devices, long memory, int limit, int offset);

    /** The first job of one replica in the queue. */
    interface Head {
        int getPriority();

        String getOwner();
    }

    @NativeQuery("""
            select priority, owner from job where state = 'QUEUED' and max_replicas = 1 and device in (:devices)
            and memory_bytes <= :memory order by state, max_replicas, priority desc, id limit 1""")
    Optional<Head> head(Collection<String> devices, long memory);

    /**
     * Ids of the next jobs of one replica of an owner at a priority, not locked; the index job_share gives them in
     * order.
     */
    @NativeQuery("""
            select id from job where state = 'QUEUED' and priority = :priority and owner = :owner and max_replicas = 1
            and device in (:devices) and memory_bytes <= :memory order by id limit :limit""")
    List<String> inLineOf(String owner, int priority, Collection<String> devices, long memory, int limit);

    /** What a replica of a job needs, at least. */
    interface Memory {
        String getId();

        long getMemory();
    }

    @NativeQuery("select id, memory_bytes as memory from job where id in (:ids)")
    List<Memory> memoryOf(Collection<String> ids);

    /**
     * Locks those jobs that are still queued and not locked by another transaction, in no particular order; never
     * waits.
     */
    @NativeQuery("select * from job where id in (:ids) and state = 'QUEUED' for update skip locked")
    List<Job> tryLockQueued(Collection<String> ids);

    /** Deletes jobs with everything that belongs to them. */
    @Modifying
    @NativeQuery("delete from job where id in (:ids)")
    void delete(Collection<String> ids);

    @Query("select j.id from Job j where j.state = RETRY_WAIT and j.retryAt <= :now order by j.retryAt")
    List<String> retryDue(Instant now);

    @Query("select j.id from Job j where j.state = RETRY_WAIT and j.retryAt > :now")
    List<String> retryAfter(Instant now);

    @Query("select j.id from Job j where j.suspicion = :suspicion")
    List<String> suspectedBy(String suspicion);

    long countByState(JobState state);

    long countByOwnerAndStateIn(String owner, Collection<JobState> states);
}
