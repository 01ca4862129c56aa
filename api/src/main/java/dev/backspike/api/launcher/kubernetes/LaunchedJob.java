package dev.backspike.api.launcher.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A Job of the cluster, with its pods. */
record LaunchedJob(Launch launch, Job job, List<Pod> pods) {

    String name() {
        return job.getMetadata().getName();
    }

    /** Whether the cluster has ended it, or is deleting it. */
    boolean isOver() {
        return condition("Complete").isPresent()
                || failure().isPresent()
                || job.getMetadata().getDeletionTimestamp() != null;
    }

    /** Why the cluster has given it up. */
    Optional<JobCondition> failure() {
        return condition("Failed");
    }

    boolean isSuspended() {
        return Boolean.TRUE.equals(job.getSpec().getSuspend());
    }

    /** The number of pods that the Job asks for. */
    int replicas() {
        return Objects.requireNonNullElse(job.getSpec().getParallelism(), 1);
    }

    Instant createdAt() {
        return Objects.requireNonNullElse(PodEnd.instant(job.getMetadata().getCreationTimestamp()), Instant.EPOCH);
    }

    private Optional<JobCondition> condition(String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : PodEnd.orEmpty(job.getStatus().getConditions()).stream()
                        .filter(condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()))
                        .findFirst();
    }
}
