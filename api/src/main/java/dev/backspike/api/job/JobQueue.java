package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.EventLog;
import dev.backspike.api.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Hands out jobs under lock, within the caller's transaction. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class JobQueue {

    /** Candidates beyond what is asked for, as others may hold some. */
    private static final int LOOK_AHEAD = 16;

    private final CurrentCaller caller;
    private final JobRepository jobs;
    private final StoredSpecRepository specs;
    private final EventLog events;
    private final Clock clock;

    JobQueue(CurrentCaller caller, JobRepository jobs, StoredSpecRepository specs, EventLog events, Clock clock) {
        this.caller = caller;
        this.jobs = jobs;
        this.specs = specs;
        this.events = events;
        this.clock = clock;
    }

    /** Waits for the lock. */
    public Optional<LockedJob> lock(String id) {
        return jobs.lock(id).map(this::locked);
    }

    /**
     * Waits for the lock, for a caller who wants to change the job.
     *
     * @throws ProblemException if there is no such job, or it is not the caller's to change
     */
    public LockedJob lockOwn(String id) {
        LockedJob job = lock(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        caller.requireOwn(job.owner(), "job " + id);
        return job;
    }

    /**
     * The next jobs by priority, then age; those that others hold are passed over. They are locked one by one: a
     * locking query with a limit would on H2 lock the whole queue, as it sorts before it cuts.
     *
     * @param devices jobs that ask for one of these
     */
    public List<LockedJob> claim(Collection<String> devices, int limit) {
        List<LockedJob> claimed = new ArrayList<>();
        int page = limit + LOOK_AHEAD;
        for (int offset = 0; ; offset += page) {
            List<String> inLine = jobs.inLine(devices, page, offset);
            for (String id : inLine) {
                jobs.tryLockQueued(id).map(this::locked).ifPresent(claimed::add);
                if (claimed.size() == limit) {
                    return claimed;
                }
            }
            if (inLine.size() < page) {
                return claimed;
            }
        }
    }

    /** Where a job stands, without locking it. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Optional<JobStatus> status(String id) {
        return jobs.findById(id).map(job -> new JobStatus(job.state(), job.attempt()));
    }

    LockedJob locked(Job job) {
        return new LockedJob(job, events, () -> specs.findById(job.id()).orElseThrow(), clock.instant());
    }
}
