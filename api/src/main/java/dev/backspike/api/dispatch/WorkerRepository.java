package dev.backspike.api.dispatch;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;

interface WorkerRepository extends JpaRepository<Worker, String> {

    /** @return 1 if the row says just this and is younger than {@code stale}; busy workers call many times a second */
    @Query("""
            select count(w) from Worker w where w.name = :name and w.seenAt >= :stale
              and w.device = :device and w.threads = :threads and w.freeSlots = :freeSlots""")
    int countFresh(String name, String device, int threads, int freeSlots, Instant stale);

    /** @return 0 if the worker is not known */
    @Modifying
    @Query("""
            update Worker w set w.device = :device, w.threads = :threads, w.freeSlots = :freeSlots, w.seenAt = :now
            where w.name = :name""")
    int refresh(String name, String device, int threads, int freeSlots, Instant now);

    /** Does nothing if the worker is known. */
    @Modifying
    @NativeQuery("""
            insert into worker (name, device, threads, free_slots, connected_at, seen_at)
            select :name, :device, :threads, :freeSlots, :now, :now
            where not exists (select 1 from worker where name = :name)""")
    int introduce(String name, String device, int threads, int freeSlots, Instant now);

    /** Empty for a worker that takes work. */
    @Query("select w.drain from Worker w where w.name = :name")
    Optional<Drain> drain(String name);

    @Query("select w from Worker w where w.seenAt >= :since order by w.name")
    List<Worker> seenSince(Instant since);

    /** The same, and those with one of these names; behind a name. */
    @Query("""
            select w from Worker w where (w.seenAt >= :since or w.name in :names) and w.name > :after
            order by w.name""")
    List<Worker> seenSinceOr(Instant since, Collection<String> names, String after, Limit limit);
}
