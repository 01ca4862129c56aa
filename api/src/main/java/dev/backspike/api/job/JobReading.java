package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import jakarta.persistence.criteria.MapJoin;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Shows jobs. */
@Component
@Transactional(readOnly = true)
class JobReading {

    static final int MAX_LIMIT = 200;
    private static final Pattern JOB_ID = Pattern.compile("j[0-9a-z]{18}");

    private final JobRepository jobs;
    private final StoredSpecRepository specs;
    private final QueueReasons reasons;

    JobReading(JobRepository jobs, StoredSpecRepository specs, QueueReasons reasons) {
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

    /**
     * @param labels {@code name=content}; all must hold
     * @param sweep only its runs; null for all jobs
     * @param owner only what it has submitted; null for all jobs
     */
    record Filter(
            Set<JobState> states,
            List<String> labels,
            @Nullable String sweep,
            @Nullable String owner) {}

    Tagged get(String id) {
        Job job = jobs.findById(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        return tagged(job, whyQueued(List.of(job)).get(id));
    }

    /**
     * A job as it was just submitted: its place in the queue is not looked up, which takes longer than to submit it.
     */
    Tagged accepted(String id) {
        Job job = jobs.findById(id).orElseThrow(() -> ProblemException.jobNotFound(id));
        return tagged(job, job.state() == JobState.QUEUED ? reasons.whyQueued(job.device()) : null);
    }

    private Tagged tagged(Job job, @Nullable Waiting waiting) {
        StoredSpec spec = specs.findById(job.id()).orElseThrow();
        String live = waiting == null ? "" : "-" + waiting.reason().code() + "-" + waiting.position();
        return new Tagged(JobResource.of(job, waiting, spec), "\"" + job.revision() + live + "\"");
    }

    JobPage list(Filter filter, @Nullable String pageToken, int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badParameter("limit", "must be 1 to " + MAX_LIMIT);
        }
        Specification<Job> wanted = matching(filter, pageToken == null ? null : PageToken.read(pageToken, JOB_ID));
        List<Job> found = jobs.findBy(
                wanted,
                query -> query.sortBy(Sort.by("id").descending())
                        .limit(limit + 1)
                        .all());
        Map<String, Waiting> waiting = whyQueued(found);
        List<JobResource> page = found.stream()
                .limit(limit)
                .map(job -> JobResource.of(job, waiting.get(job.id()), null))
                .toList();
        return new JobPage(
                page, found.size() > limit ? PageToken.of(page.getLast().id()) : null);
    }

    private Map<String, Waiting> whyQueued(List<Job> found) {
        return reasons.whyQueued(found.stream()
                .filter(job -> job.state() == JobState.QUEUED)
                .map(job -> new QueueReasons.Queued(job.id(), job.device()))
                .toList());
    }

    private static Specification<Job> matching(Filter filter, @Nullable String beforeId) {
        return (root, query, where) -> {
            List<Predicate> all = new ArrayList<>();
            if (beforeId != null) {
                all.add(where.lessThan(root.get("id"), beforeId));
            }
            if (!filter.states().isEmpty()) {
                all.add(root.get("state").in(filter.states()));
            }
            if (filter.sweep() != null) {
                all.add(where.equal(root.get("sweepId"), filter.sweep()));
            }
            if (filter.owner() != null) {
                all.add(where.equal(root.get("owner"), filter.owner()));
            }
            for (String label : filter.labels()) {
                int equals = label.indexOf('=');
                if (equals < 1) {
                    throw ProblemException.badParameter("label", "must be of the form name=content");
                }
                MapJoin<Job, String, String> labels = root.joinMap("labels");
                all.add(where.equal(labels.key(), label.substring(0, equals)));
                all.add(where.equal(labels.value(), label.substring(equals + 1)));
            }
            return where.and(all.toArray(Predicate[]::new));
        };
    }
}
