package dev.backspike.api.job;

import dev.backspike.api.http.IfMatch;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import jakarta.persistence.criteria.Predicate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads jobs for users. */
@Component
@Transactional(readOnly = true)
class JobReading {

    private static final Pattern JOB_ID = Pattern.compile("j[0-9a-z]{18}");

    private final JobRepository jobs;
    private final StoredSpecs specs;
    private final QueueReasons reasons;
    private final AttemptWorkers workers;

    JobReading(JobRepository jobs, StoredSpecs specs, QueueReasons reasons, AttemptWorkers workers) {
        this.workers = workers;
        this.jobs = jobs;
        this.specs = specs;
        this.reasons = reasons;
    }

    /** @param etag changes whenever the resource does, but for the estimate of its start */
    record Tagged(JobResource job, String etag) {}

    /**
     * @param jobs newest first, without their specifications
     * @param nextPageToken null on the last page
     */
    record JobPage(List<JobResource> jobs, @Nullable String nextPageToken) {}

    Tagged get(JobId id) {
        Job job = jobs.findById(id.text()).orElseThrow(() -> ProblemException.jobNotFound(id));
        return tagged(job, whyQueued(List.of(job)).get(id.text()));
    }

    /**
     * A job that was just submitted. Its place in the queue is not looked up, which would take longer than the
     * submission.
     */
    Tagged accepted(JobId id) {
        Job job = jobs.findById(id.text()).orElseThrow(() -> ProblemException.jobNotFound(id));
        return tagged(job, job.state() == JobState.QUEUED ? reasons.whyQueued(queued(job)) : null);
    }

    private Tagged tagged(Job job, @Nullable Waiting waiting) {
        StoredSpec spec = specs.of(job.id().text());
        String live = waiting == null ? "" : waiting.reason().code() + "-" + waiting.position();
        return new Tagged(
                JobResource.of(job, workersOf(List.of(job)).apply(job), waiting, spec),
                IfMatch.tag(String.valueOf(job.revision()), live));
    }

    JobPage list(JobFilter filter, @Nullable String pageToken, PageLimit limit) {
        Specification<Job> wanted = matching(filter, pageToken == null ? null : PageToken.read(pageToken, JOB_ID));
        List<Job> found = jobs.findBy(
                wanted,
                query -> query.sortBy(Sort.by("id").descending())
                        .limit(limit.andOneMore())
                        .all());
        Map<String, Waiting> waiting = whyQueued(found);
        Function<Job, List<String>> held = workersOf(found);
        List<JobResource> page = limit.page(found).stream()
                .map(job -> JobResource.of(
                        job, held.apply(job), waiting.get(job.id().text()), null))
                .toList();
        return new JobPage(page, limit.next(found, job -> job.id().text()));
    }

    /** Looks up the workers of gangs; the row of a job has the worker of an attempt of one replica. */
    private Function<Job, List<String>> workersOf(List<Job> found) {
        Map<AttemptId, List<String>> gangs = workers.byRank(found.stream()
                .filter(job -> job.replicas().isGang() && job.worker() != null)
                .map(JobReading::latestAttempt)
                .toList());
        return job -> {
            String only = job.worker();
            return only == null ? List.of() : gangs.getOrDefault(latestAttempt(job), List.of(only));
        };
    }

    private static AttemptId latestAttempt(Job job) {
        return new AttemptId(job.id(), job.attempt());
    }

    private Map<String, Waiting> whyQueued(List<Job> found) {
        return reasons.whyQueued(found.stream()
                .filter(job -> job.state() == JobState.QUEUED)
                .map(JobReading::queued)
                .toList());
    }

    private static QueueReasons.Queued queued(Job job) {
        return new QueueReasons.Queued(
                job.id().text(),
                job.device(),
                job.memoryBytes(),
                job.replicas(),
                job.memoryBytes() > job.estimatedBytes());
    }

    private static Specification<Job> matching(JobFilter filter, @Nullable String beforeId) {
        return (root, query, where) -> {
            List<Predicate> all = filter.predicates(root, where);
            if (beforeId != null) {
                all.add(where.lessThan(root.get("id"), beforeId));
            }
            return where.and(all.toArray(Predicate[]::new));
        };
    }
}
