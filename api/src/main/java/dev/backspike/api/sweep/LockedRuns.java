package dev.backspike.api.sweep;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Changes jobs of a sweep, within the caller's transaction, which holds the lock of the sweep. */
@Component
class LockedRuns {

    /** How many runs are held in memory at a time. */
    static final int AT_ONCE = 50;

    private final JobQueue queue;
    private final EntityManager entities;

    LockedRuns(JobQueue queue, EntityManager entities) {
        this.queue = queue;
        this.entities = entities;
    }

    /**
     * @return whether the change still applied once the job was locked, since another transaction may have changed its
     *     state since it was read
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean change(String jobId, Predicate<LockedJob> wanted, Consumer<LockedJob> change) {
        return changeAll(List.of(jobId), wanted, change) == 1;
    }

    /**
     * Changes are flushed in groups, after each of which all entities are detached: Hibernate checks every managed
     * entity at each query, which takes seconds for a thousand runs, while other transactions wait for the locks.
     *
     * @param wanted asked once a job is locked
     * @return how many were
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public int changeAll(List<String> jobIds, Predicate<LockedJob> wanted, Consumer<LockedJob> change) {
        int changed = 0;
        for (int from = 0; from < jobIds.size(); from += AT_ONCE) {
            for (LockedJob job : queue.lockAll(jobIds.subList(from, Math.min(jobIds.size(), from + AT_ONCE)))) {
                if (wanted.test(job)) {
                    change.accept(job);
                    changed++;
                }
            }
            flushAndClear();
        }
        return changed;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void flushAndClear() {
        entities.flush();
        entities.clear();
    }
}
