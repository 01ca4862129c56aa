package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.http.IfMatch;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import java.util.Collection;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Deletes jobs that have ended, with everything that belongs to them. */
@Component
public class JobDeletion {

    private final CurrentCaller caller;
    private final JobRepository jobs;
    private final ApplicationEventPublisher publisher;

    JobDeletion(CurrentCaller caller, JobRepository jobs, ApplicationEventPublisher publisher) {
        this.caller = caller;
        this.jobs = jobs;
        this.publisher = publisher;
    }

    /** Deletes a job of the caller's. */
    @Transactional
    public void delete(JobId id, IfMatch seen) {
        Job job = jobs.lock(id.text()).orElseThrow(() -> ProblemException.jobNotFound(id));
        caller.requireOwner(job.owner(), "job " + id);
        seen.require(String.valueOf(job.revision()), "job " + id);
        requireEnded(job);
        jobs.delete(job);
        publisher.publishEvent(new JobDeleted(id));
    }

    /** Deletes those of some jobs that exist, all or none; each must be the caller's. */
    @Transactional
    public void deleteAll(Collection<String> ids) {
        List<Job> locked = jobs.lockAll(ids);
        for (Job job : locked) {
            caller.requireOwner(job.owner(), "job " + job.id());
            requireEnded(job);
        }
        jobs.delete(locked.stream().map(job -> job.id().text()).toList());
        locked.forEach(job -> publisher.publishEvent(new JobDeleted(job.id())));
    }

    private static void requireEnded(Job job) {
        if (!job.state().isEnded()) {
            throw new ProblemException(
                    ProblemCode.JOB_NOT_ENDED,
                    "job " + job.id() + " is " + job.state() + "; cancel it before you delete it");
        }
    }
}
