package dev.backspike.api.sweep;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

interface SweepRepository extends JpaRepository<Sweep, String> {

    Optional<Sweep> findByOwnerAndSubmissionKey(String owner, String key);

    /** Locks a sweep, waiting for the lock. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select s from Sweep s where s.id = :id")
    Optional<Sweep> lock(String id);

    /** Locks a sweep without waiting; empty if another transaction holds the lock or the sweep has ended. */
    @NativeQuery("select * from sweep where id = :id and ended_at is null for update skip locked")
    Optional<Sweep> tryLockOpen(String id);

    @Query("select s.id from Sweep s where s.endedAt is null order by s.id")
    List<String> open();

    /** Returns sweeps older than the given one, newest first. */
    @NativeQuery("select * from sweep where id < :before order by id desc limit :limit")
    List<Sweep> before(String before, int limit);

    @NativeQuery("select * from sweep where owner = :owner and id < :before order by id desc limit :limit")
    List<Sweep> before(String before, String owner, int limit);
}
