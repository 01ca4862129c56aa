package dev.backspike.api.sweep;

import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import jakarta.persistence.EntityManager;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Changes jobs of a sweep one after the other, within the caller's transaction, which holds the lock of the sweep. */
@Component
class LockedRuns {

    private final JobQueue queue;
    private final EntityManager entities;

    LockedRuns(JobQueue queue, EntityManager entities) {
        this.queue = queue;
        this.entities = entities;
    }

    /**
     * Writes the change through and lets go of all entities: what is managed is looked through at every query, which
     * for a thousand runs takes seconds, while everybody waits for the locks.
     *
     * @param wanted asked once the job is locked, as somebody may have moved it since it was looked at
     * @return whether it was
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean change(String jobId, Predicate<LockedJob> wanted, Consumer<LockedJob> change) {
        LockedJob job = queue.lock(jobId).filter(wanted).orElse(null);
        if (job == null) {
            return false;
        }
        change.accept(job);
        letGo();
        return true;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void letGo() {
        entities.flush();
        entities.clear();
    }
}
