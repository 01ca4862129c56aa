package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.http.IfMatch;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import java.util.Collection;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Cancels and deletes jobs at a user's request. */
@Component
public class JobEnding {

    private final CurrentCaller caller;
    private final JobQueue queue;
    private final JobRepository jobs;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;
    private final ApplicationEventPublisher publisher;

    JobEnding(
            CurrentCaller caller,
            JobQueue queue,
            JobRepository jobs,
            TransactionTemplate transaction,
            Wakeups wakeups,
            ApplicationEventPublisher publisher) {
        this.caller = caller;
        this.queue = queue;
        this.jobs = jobs;
        this.transaction = transaction;
        this.wakeups = wakeups;
        this.publisher = publisher;
    }

    /**
     * Ends a job that does not run; asks the worker of a running one to stop, which ends it soon.
     *
     * @return whether the job has ended
     */
    boolean cancel(JobId id, IfMatch seen) {
        boolean ended = Boolean.TRUE.equals(transaction.execute(_ -> {
            LockedJob job = queue.lockOwn(id);
            seen.require(job.version(), "job " + id);
            if (job.state().isEnded()) {
                throw new ProblemException(
                        HttpStatus.CONFLICT, "job-ended", "job " + id + " has ended already: " + job.state());
            }
            job.cancelOrAsk(new StateReason("cancelled-by-user", "cancelled while it was " + job.state()));
            return job.state().isEnded();
        }));
        wakeups.raise(Wakeups.QUEUE);
        return ended;
    }

    /** Removes an ended job with everything that belongs to it. */
    @Transactional
    public void delete(JobId id, IfMatch seen) {
        Job job = jobs.lock(id.text()).orElseThrow(() -> ProblemException.jobNotFound(id));
        caller.requireOwn(job.owner(), "job " + id);
        seen.require(String.valueOf(job.revision()), "job " + id);
        requireEnded(job);
        jobs.delete(job);
        publisher.publishEvent(new JobDeleted(id));
    }

    /** The same for those of some jobs that are there, which the caller may delete; all or none. */
    @Transactional
    public void deleteAll(Collection<String> ids) {
        List<Job> locked = jobs.lockAll(ids);
        for (Job job : locked) {
            caller.requireOwn(job.owner(), "job " + job.id());
            requireEnded(job);
        }
        jobs.delete(locked.stream().map(job -> job.id().text()).toList());
        locked.forEach(job -> publisher.publishEvent(new JobDeleted(job.id())));
    }

    private static void requireEnded(Job job) {
        if (!job.state().isEnded()) {
            throw new ProblemException(
                    HttpStatus.CONFLICT,
                    "job-not-ended",
                    "job " + job.id() + " is " + job.state() + "; cancel it before you delete it");
        }
    }
}
