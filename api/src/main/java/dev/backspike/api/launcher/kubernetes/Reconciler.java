package dev.backspike.api.launcher.kubernetes;

import dev.backspike.api.dispatch.LaunchedAttempts;
import dev.backspike.api.job.JobRows;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.job.Megabytes;
import dev.backspike.api.job.QueueLine;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.launcher.LauncherMeters;
import dev.backspike.api.security.AttemptTokens;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Jobs of the cluster agree with the queue. Each pass derives what to do from the cluster, read first, and
 * the database, read after it: an end that a worker has reported before its pod ended is known by then.
 */
final class Reconciler {

    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    /** Time for a worker to end by itself after its attempt has ended. */
    private static final Duration LEAVING = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final WorkerObjects objects;
    private final Launches launches;
    private final JobRows jobs;
    private final QueueLine line;
    private final LaunchedAttempts attempts;
    private final AttemptTokens tokens;
    private final LauncherMeters meters;
    private final Clock clock;
    private final int maxJobs;

    /** The Jobs whose secret is known to exist. */
    private final Set<String> withSecret = new HashSet<>();

    private Refusals refusals = Refusals.NONE;

    /**
     * Launches in a row that the cluster refused.
     *
     * @param message why the latest was
     * @param until when the next one may be tried
     */
    private record Refusals(int count, String message, Instant until) {

        static final Refusals NONE = new Refusals(0, "", Instant.EPOCH);

        Refusals and(String message, Instant now) {
            return new Refusals(count + 1, message, now.plus(pause(Duration.ofSeconds(1), count + 1)));
        }
    }

    Reconciler(
            Cluster cluster,
            WorkerObjects objects,
            Launches launches,
            JobRows jobs,
            QueueLine line,
            LaunchedAttempts attempts,
            AttemptTokens tokens,
            LauncherMeters meters,
            Clock clock,
            int maxJobs) {
        this.cluster = cluster;
        this.objects = objects;
        this.launches = launches;
        this.jobs = jobs;
        this.line = line;
        this.attempts = attempts;
        this.tokens = tokens;
        this.meters = meters;
        this.clock = clock;
        this.maxJobs = maxJobs;
    }

    void pass() {
        Instant now = clock.instant();
        List<LaunchedJob> launched = cluster.jobs();
        Map<String, JobStatus> states = jobs.statuses(launched.stream()
                .map(one -> one.launch().attempt().jobId().text())
                .distinct()
                .toList());
        withSecret.retainAll(launched.stream().map(LaunchedJob::name).collect(Collectors.toSet()));
        Map<AttemptId, LaunchedJob> needed = new HashMap<>();
        int live = 0;
        for (LaunchedJob one : launched) {
            AttemptId attempt = one.launch().attempt();
            JobStatus state = states.get(attempt.jobId().text());
            live += one.isOver() ? 0 : one.replicas();
            if (state != null && state.needs(attempt.number())) {
                needed.merge(
                        attempt, one, (a, b) -> a.launch().number() > b.launch().number() ? a : b);
            } else if (!one.isOver() && mayRemove(attempt, state, now)) {
                remove(one);
            }
        }
        needed.forEach((attempt, one) -> {
            JobStatus state = states.get(attempt.jobId().text());
            if (state != null && state.state() == JobState.RUNNING) {
                PodEnd.of(one).ifPresent(end -> fail(attempt, end));
            }
        });
        launch(needed, live, now);
    }

    /** A worker whose attempt has just ended leaves by itself; its log is then kept. */
    private boolean mayRemove(AttemptId attempt, @Nullable JobStatus state, Instant now) {
        if (state == null) {
            return true;
        }
        Instant endedAt = attempts.endedAt(attempt).orElse(null);
        return endedAt == null
                ? state.attempt() != attempt.number()
                : endedAt.plus(LEAVING).isBefore(now);
    }

    private void remove(LaunchedJob orphan) {
        log.info(
                "job {}: Job {} is deleted, as attempt {} is over",
                orphan.launch().attempt().jobId(),
                orphan.name(),
                orphan.launch().attempt().number());
        cluster.delete(orphan);
        meters.removed();
    }

    private void fail(AttemptId attempt, PodEnd end) {
        log.warn("job {}: attempt {} fails: {}", attempt.jobId(), attempt.number(), end.message());
        attempts.fail(attempt, end.code(), end.message());
        meters.ended();
    }

    private void launch(Map<AttemptId, LaunchedJob> needed, int live, Instant now) {
        int running = live;
        Map<String, StateReason> reasons = new HashMap<>();
        boolean full = false;
        for (QueueLine.Next job : line.next(maxJobs)) {
            AttemptId attempt = new AttemptId(new JobId(job.id()), job.attempt());
            LaunchedJob latest = needed.get(attempt);
            if (latest != null && !latest.isOver()) {
                reasons.put(job.id(), waiting(latest, now));
                continue;
            }
            Launch next =
                    latest == null ? new Launch(attempt, 1) : latest.launch().next();
            int replicas = Math.min(job.replicas().max(), maxJobs);
            StateReason obstacle = obstacle(job, latest, now);
            if (obstacle == null) {
                // A gang that does not fit yet is not overtaken for ever by jobs that do.
                full |= running + replicas > maxJobs;
                obstacle = full ? launches.limit() : refused(now);
            }
            if (obstacle == null) {
                obstacle = create(next, job, replicas, now);
                running += obstacle == null ? replicas : 0;
            }
            reasons.put(
                    job.id(),
                    obstacle == null
                            ? new StateReason(ReasonCode.LAUNCHING, "Job " + next.name() + " is created")
                            : obstacle);
        }
        launches.are(reasons);
        meters.live(running);
    }

    /** Why a job gets no worker now, whatever the others get; null if it may get one. */
    private @Nullable StateReason obstacle(QueueLine.Next job, @Nullable LaunchedJob latest, Instant now) {
        if (job.replicas().min() > maxJobs) {
            return new StateReason(
                    ReasonCode.LAUNCH_LIMIT,
                    "the job needs " + job.replicas().min() + " workers, and " + maxJobs
                            + " are launched at most (backspike.launcher.kubernetes.max-jobs); lower"
                            + " /resources/replicas, or ask the operator for more");
        }
        if (job.memoryBytes() > objects.heapBytes()) {
            return new StateReason(
                    ReasonCode.NOT_ENOUGH_MEMORY,
                    "the job needs at least " + Megabytes.of(job.memoryBytes())
                            + " of memory, and launched workers have a heap of " + Megabytes.of(objects.heapBytes())
                            + "; ask the operator for more (backspike.launcher.kubernetes.memory), or make populations,"
                            + " batches or the data set smaller");
        }
        if (latest != null) {
            PodEnd end = PodEnd.of(latest).orElse(null);
            Instant endedAt = end == null || end.at() == null ? latest.createdAt() : end.at();
            Instant due = endedAt.plus(pause(FIRST_PAUSE, latest.launch().number()));
            if (now.isBefore(due)) {
                return new StateReason(
                        ReasonCode.LAUNCH_FAILED,
                        "the worker ended before it began"
                                + (end == null ? "" : ": " + end.message())
                                + "; it is launched again at " + due.truncatedTo(ChronoUnit.SECONDS));
            }
        }
        return null;
    }

    private @Nullable StateReason refused(Instant now) {
        return now.isBefore(refusals.until()) ? new StateReason(ReasonCode.LAUNCH_FAILED, refusals.message()) : null;
    }

    /** Returns why it could not be created; null if it was. */
    private @Nullable StateReason create(Launch launch, QueueLine.Next job, int replicas, Instant now) {
        try {
            Job created =
                    cluster.create(objects.job(launch, job.device(), replicas)).orElse(null);
            if (created != null) {
                meters.launched(Duration.between(job.queuedAt(), clock.instant()));
                log.info("job {}: Job {} is created for attempt {}", job.id(), launch.name(), job.attempt());
                createSecret(launch, created);
            }
            refusals = Refusals.NONE;
            return null;
        } catch (ClusterException e) {
            meters.refused();
            if (!e.text().equals(refusals.message())) {
                log.warn("job {}: {}", job.id(), e.text());
            }
            refusals = refusals.and(e.text(), now);
            return new StateReason(ReasonCode.LAUNCH_FAILED, e.text());
        }
    }

    /**
     * What a job with a worker waits for. The service that created the Job may have ended before it created the secret.
     */
    private StateReason waiting(LaunchedJob launched, Instant now) {
        if (!withSecret.contains(launched.name())) {
            try {
                createSecret(launched.launch(), launched.job());
            } catch (ClusterException e) {
                meters.refused();
                log.warn("job {}: {}", launched.launch().attempt().jobId(), e.text());
                return new StateReason(ReasonCode.LAUNCH_FAILED, e.text());
            }
        }
        return PodWait.of(launched, now);
    }

    private void createSecret(Launch launch, Job job) {
        cluster.create(objects.secret(launch, job, tokens.issue(launch.attempt())));
        withSecret.add(launch.name());
    }

    private static Duration pause(Duration first, int number) {
        Duration pause = first.multipliedBy(1L << Math.min(number - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
