package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.MapJoin;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list shows; null or empty for all.
 *
 * @param states one of them
 * @param labels {@code name=content}; all must hold
 * @param name the whole name, or with a star at the end how it begins
 * @param sweep only its runs
 * @param owner only jobs of this owner
 * @param createdAfter then or later
 */
record JobFilter(
        Set<JobState> states,
        List<String> labels,
        @Nullable String name,
        @Nullable String sweep,
        @Nullable String owner,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** Each label is a join of the query. */
    private static final int MAX_LABELS = 16;

    private static final char ESCAPE = '!';

    JobFilter {
        if (labels.size() > MAX_LABELS) {
            throw ProblemException.badParameter(
                    "label", "may be given at most " + MAX_LABELS + " times, was " + labels.size());
        }
        if (createdAfter != null && createdBefore != null && !createdAfter.isBefore(createdBefore)) {
            throw ProblemException.badParameter("createdBefore", "must be later than createdAfter");
        }
    }

    List<Predicate> predicates(Root<Job> job, CriteriaBuilder where) {
        List<Predicate> all = new ArrayList<>();
        if (!states.isEmpty()) {
            all.add(job.get("state").in(states));
        }
        if (name != null) {
            all.add(named(name, job, where));
        }
        if (sweep != null) {
            all.add(where.equal(job.get("sweepId"), sweep));
        }
        if (owner != null) {
            all.add(where.equal(job.get("owner"), owner));
        }
        if (createdAfter != null) {
            all.add(where.greaterThanOrEqualTo(job.get("createdAt"), createdAfter));
        }
        if (createdBefore != null) {
            all.add(where.lessThan(job.get("createdAt"), createdBefore));
        }
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw ProblemException.badParameter("label", "must be of the form name=content");
            }
            MapJoin<Job, String, String> joined = job.joinMap("labels");
            all.add(where.equal(joined.key(), label.substring(0, equals)));
            all.add(where.equal(joined.value(), label.substring(equals + 1)));
        }
        return all;
    }

    private static Predicate named(String name, Root<Job> job, CriteriaBuilder where) {
        if (!name.endsWith("*")) {
            return where.equal(job.get("name"), name);
        }
        String beginning = name.substring(0, name.length() - 1).replaceAll("[!%_]", ESCAPE + "$0");
        return where.like(job.get("name"), beginning + "%", ESCAPE);
    }
}
