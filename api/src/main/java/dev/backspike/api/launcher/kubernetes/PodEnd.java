package dev.backspike.api.launcher.kubernetes;

import dev.backspike.common.code.FailureCode;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the worker of a launch ended, according to the cluster.
 *
 * @param code why an attempt fails whose worker has not reported an end
 * @param message text for users
 * @param at when, by the cluster's clock; null if it does not say
 */
record PodEnd(FailureCode code, String message, @Nullable Instant at) {

    /** Exit status of the JVM under ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;
    /** Exit statuses of a worker whose CUDA device has failed, and of one that requires CUDA and finds no device. */
    private static final int DEVICE_LOST = 8;

    private static final int NO_WORKING_DEVICE = 9;
    /** Statuses above this one mean that a signal ended the process. */
    private static final int SIGNAL = 128;

    private static final int SIGKILL = 9;

    /** Empty while a worker runs or may yet run. */
    static Optional<PodEnd> of(LaunchedJob launched) {
        for (Pod pod : launched.pods()) {
            PodStatus status = pod.getStatus();
            if (status == null) {
                continue;
            }
            String phase = Objects.requireNonNullElse(status.getPhase(), "");
            if (phase.equals("Failed") || phase.equals("Succeeded")) {
                return Optional.of(ofPod(pod, status));
            }
        }
        return launched.failure().map(PodEnd::ofJob);
    }

    private static PodEnd ofPod(Pod pod, PodStatus status) {
        String name = "pod " + pod.getMetadata().getName();
        ContainerStateTerminated container = terminated(status);
        Instant at = container == null ? null : instant(container.getFinishedAt());
        if (container != null && "OOMKilled".equals(container.getReason())) {
            return new PodEnd(
                    FailureCode.OUT_OF_MEMORY,
                    name + " was killed since it used more memory than its limit (OOMKilled); give workers more"
                            + " (backspike.launcher.kubernetes.memory)",
                    at);
        }
        Optional<String> disruption = disruption(status);
        if (disruption.isPresent()) {
            return new PodEnd(FailureCode.WORKER_EVICTED, name + " was evicted: " + disruption.get(), at);
        }
        if (container == null) {
            return new PodEnd(
                    FailureCode.WORKER_EVICTED,
                    name + " failed" + because(status.getReason(), status.getMessage()),
                    at);
        }
        int exit = container.getExitCode() == null ? 0 : container.getExitCode();
        if (exit == OUT_OF_MEMORY) {
            return new PodEnd(
                    FailureCode.OUT_OF_MEMORY,
                    name + " ran out of heap and ended; give workers more memory"
                            + " (backspike.launcher.kubernetes.memory)",
                    at);
        }
        if (exit == DEVICE_LOST) {
            return new PodEnd(FailureCode.DEVICE_LOST, name + " lost its CUDA device to a fault and ended", at);
        }
        if (exit == NO_WORKING_DEVICE) {
            return new PodEnd(
                    FailureCode.NO_WORKING_DEVICE,
                    name + " found no CUDA device that works on its node; its log names the remedy",
                    at);
        }
        if (exit == SIGNAL + SIGKILL) {
            return new PodEnd(FailureCode.WORKER_KILLED, name + " was killed (signal 9)", at);
        }
        return new PodEnd(
                FailureCode.WORKER_CRASHED,
                name + " ended with exit status " + exit + because(container.getReason(), container.getMessage())
                        + " and did not report the end of its attempt",
                at);
    }

    private static PodEnd ofJob(JobCondition failed) {
        return new PodEnd(
                FailureCode.WORKER_EVICTED,
                "the pod of the worker is gone" + because(failed.getReason(), failed.getMessage()),
                instant(failed.getLastTransitionTime()));
    }

    /** Why the cluster ended the pod; empty if it ended by itself. */
    private static Optional<String> disruption(PodStatus status) {
        Optional<PodCondition> target = orEmpty(status.getConditions()).stream()
                .filter(condition ->
                        "DisruptionTarget".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst();
        if (target.isPresent()) {
            return target.map(condition -> words(condition.getReason(), condition.getMessage()));
        }
        String reason = status.getReason();
        return reason == null || reason.isEmpty() ? Optional.empty() : Optional.of(words(reason, status.getMessage()));
    }

    private static @Nullable ContainerStateTerminated terminated(PodStatus status) {
        return orEmpty(status.getContainerStatuses()).stream()
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(state -> state.getTerminated())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String because(@Nullable String reason, @Nullable String message) {
        String words = words(reason, message);
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    static String words(@Nullable String reason, @Nullable String message) {
        String first = Objects.requireNonNullElse(reason, "").strip();
        String second = Objects.requireNonNullElse(message, "").strip();
        return first.isEmpty() || second.isEmpty() ? first + second : first + ": " + second;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static @Nullable Instant instant(@Nullable String time) {
        return time == null ? null : Instant.parse(time);
    }
}
