package dev.backspike.api.job;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.EventLog;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Hands out locked jobs within the caller's transaction. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
public class JobQueue {

    /** Candidates beyond the limit, as other transactions may hold some. */
    private static final int LOOK_AHEAD = 16;

    private final CurrentCaller caller;
    private final JobRepository jobs;
    private final OwnerShares shares;
    private final StoredSpecs specs;
    private final EventLog events;
    private final Clock clock;
    private final ClaimsInProgress inHand = new ClaimsInProgress();

    JobQueue(
            CurrentCaller caller,
            JobRepository jobs,
            OwnerShares shares,
            StoredSpecs specs,
            EventLog events,
            Clock clock) {
        this.caller = caller;
        this.jobs = jobs;
        this.shares = shares;
        this.specs = specs;
        this.events = events;
        this.clock = clock;
    }

    /** Locks a job, waiting for the lock. */
    public Optional<LockedJob> lock(JobId id) {
        return jobs.lock(id.text()).map(this::locked);
    }

    /** Locks those jobs that exist, in the order of their ids, waiting for the locks. */
    public List<LockedJob> lockAll(Collection<String> ids) {
        return jobs.lockAll(ids).stream().map(this::locked).toList();
    }

    /**
     * Locks a job that the caller changes, waiting for the lock.
     *
     * @throws ProblemException if there is no such job, or the caller is neither its owner nor an admin
     */
    public LockedJob lockOwned(JobId id) {
        LockedJob job = lock(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        caller.requireOwner(job.owner(), "job " + id);
        return job;
    }

    /**
     * The next jobs of one replica by priority, then by turns: the owner with the fewest running jobs comes first, and
     * the jobs of one owner go by age. Jobs that other transactions hold are skipped. Jobs are locked by their ids, as
     * a locking query with a limit locks the whole queue on H2, which sorts before it applies the limit.
     *
     * @param devices jobs that ask for one of these
     * @param memory bytes that all of them together may need at least
     */
    public List<LockedJob> claim(Collection<String> devices, long memory, int limit) {
        OwnerShares.Count count = shares.now();
        Claim claim = new Claim(devices, memory, limit);
        if (count.isContested()) {
            claimByTurns(claim, count);
        }
        // Also what was queued since the owners were counted.
        claimInLine(claim);
        return withSpecs(claim.jobs);
    }

    /** The job if it is queued and no other transaction holds it; never waits. */
    public Optional<LockedJob> claim(JobId id) {
        return withSpecs(take(List.of(id.text()).iterator(), 1)).stream().findFirst();
    }

    /** Locks the jobs with this suspicion, in the order of their ids, waiting for the locks. */
    public List<LockedJob> lockSuspects(String suspicion) {
        return lockAll(jobs.suspectedBy(suspicion));
    }

    /** Makes retries due at this time that would be due later. */
    void bringRetriesForward(Instant to) {
        for (Job job : jobs.lockAll(jobs.retryAfter(to))) {
            Instant due = job.retryAt();
            if (due != null && due.isAfter(to)) {
                job.retryAt(to);
            }
        }
    }

    /**
     * What replicas need together, at least, in bytes.
     *
     * @param ids the job of each replica
     */
    public long memoryOf(List<JobId> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        Map<String, Long> memory = jobs
                .memoryOf(ids.stream().map(JobId::text).distinct().toList())
                .stream()
                .collect(Collectors.toMap(JobRepository.Memory::getId, JobRepository.Memory::getMemory));
        return ids.stream().mapToLong(id -> memory.getOrDefault(id.text(), 0L)).sum();
    }

    /** The specification of a job, without locking it. */
    public JobSpec specOf(JobId id) {
        return JobSpecParser.parse(specs.of(id.text()).resolved());
    }

    /** The jobs that one worker takes at a time, as far as they fit it beside each other. */
    private static final class Claim {

        private final Collection<String> devices;
        private final int limit;
        private final List<Job> jobs = new ArrayList<>();
        private long memory;

        Claim(Collection<String> devices, long memory, int limit) {
            this.devices = devices;
            this.memory = memory;
            this.limit = limit;
        }

        boolean isOpen() {
            return jobs.size() < limit;
        }

        /** @return whether a job was added */
        boolean add(List<Job> locked) {
            int before = jobs.size();
            for (Job job : locked) {
                if (job.memoryBytes() <= memory) {
                    memory -= job.memoryBytes();
                    jobs.add(job);
                }
            }
            return jobs.size() > before;
        }
    }

    private void claimByTurns(Claim claim, OwnerShares.Count count) {
        NavigableMap<Integer, Set<String>> queued = count.queued();
        // The count may not know of an urgent job yet.
        jobs.head(claim.devices, claim.memory)
                .ifPresent(head -> queued.computeIfAbsent(head.getPriority(), _ -> new HashSet<>())
                        .add(head.getOwner()));
        for (Map.Entry<Integer, Set<String>> level : queued.entrySet()) {
            Map<String, Iterator<String>> lines = new HashMap<>();
            Set<String> owners = level.getValue();
            while (claim.isOpen() && !owners.isEmpty()) {
                String owner = shares.next(owners, count);
                Iterator<String> line = lines.computeIfAbsent(
                        owner,
                        _ -> jobs.inLineOf(owner, level.getKey(), claim.devices, claim.memory, claim.limit + LOOK_AHEAD)
                                .iterator());
                if (claim.add(take(line, 1))) {
                    shares.took(owner, 1, count);
                } else if (!line.hasNext()) {
                    owners.remove(owner);
                }
            }
        }
    }

    private void claimInLine(Claim claim) {
        int page = claim.limit + LOOK_AHEAD;
        long memory = claim.memory;
        for (int offset = 0; claim.isOpen(); offset += page) {
            List<String> inLine = jobs.inLine(claim.devices, memory, page, offset);
            Iterator<String> next = inLine.iterator();
            while (claim.isOpen() && next.hasNext()) {
                claim.add(take(next, claim.limit - claim.jobs.size()));
            }
            if (inLine.size() < page) {
                return;
            }
        }
    }

    /** Locks at most so many jobs that no other transaction holds, in the order given. */
    private List<Job> take(Iterator<String> inLine, int atMost) {
        List<String> ids = new ArrayList<>();
        while (ids.size() < atMost && inLine.hasNext()) {
            String id = inLine.next();
            if (inHand.take(id)) {
                ids.add(id);
            }
        }
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, Job> locked = jobs.tryLockQueued(ids).stream()
                .collect(Collectors.toMap(job -> job.id().text(), Function.identity()));
        return ids.stream().filter(locked::containsKey).map(locked::get).toList();
    }

    private List<LockedJob> withSpecs(List<Job> claimed) {
        Map<String, StoredSpec> read =
                specs.of(claimed.stream().map(job -> job.id().text()).toList());
        return claimed.stream()
                .map(job -> locked(
                        job, () -> Objects.requireNonNull(read.get(job.id().text()))))
                .toList();
    }

    /** The state of a job, without locking it. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Optional<JobStatus> status(JobId id) {
        return jobs.findById(id.text())
                .map(job ->
                        new JobStatus(job.state(), job.attempt(), job.device(), job.replicas(), job.estimatedBytes()));
    }

    LockedJob locked(Job job) {
        return locked(job, () -> specs.of(job.id().text()));
    }

    private LockedJob locked(Job job, Supplier<StoredSpec> spec) {
        return new LockedJob(job, events, spec, () -> specs.policyOf(job.id().text()), clock.instant());
    }
}
