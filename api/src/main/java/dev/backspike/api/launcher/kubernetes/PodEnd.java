package dev.backspike.api.launcher.kubernetes;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.protocol.WorkerExit;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Comparator;
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

    /** What ends a pod for itself, as opposed to what follows from the end of another: the most specific last. */
    private static final List<FailureCode> CAUSES = List.of(
            FailureCode.WORKER_EVICTED,
            FailureCode.DEVICE_LOST,
            FailureCode.NO_WORKING_DEVICE,
            FailureCode.OUT_OF_MEMORY);

    /** How the pod ended that explains the end of the others best; empty while all run or may yet run. */
    static Optional<PodEnd> of(LaunchedJob launched) {
        return launched.pods().stream()
                .filter(PodEnd::isOver)
                .map(pod -> ofPod(pod, pod.getStatus()))
                // Pods that ended since another one did have been told to.
                .min(Comparator.<PodEnd>comparingInt(end -> CAUSES.indexOf(end.code()))
                        .reversed()
                        .thenComparing(PodEnd::at, Comparator.nullsLast(Comparator.naturalOrder())))
                .or(() -> launched.failure().map(PodEnd::ofJob));
    }

    private static boolean isOver(Pod pod) {
        PodStatus status = pod.getStatus();
        String phase = status == null ? "" : Objects.requireNonNullElse(status.getPhase(), "");
        return phase.equals("Failed") || phase.equals("Succeeded");
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
        FailureCode code = WorkerExit.failure(exit);
        String message = switch (code) {
            case OUT_OF_MEMORY ->
                " ran out of heap and ended; give workers more memory (backspike.launcher.kubernetes.memory)";
            case DEVICE_LOST -> " lost its CUDA device to a fault and ended";
            case NO_WORKING_DEVICE -> " found no CUDA device that works on its node; its log names the remedy";
            case WORKER_KILLED -> " was killed (signal 9)";
            default ->
                " ended with exit status " + exit + because(container.getReason(), container.getMessage())
                        + " and did not report the end of its attempt";
        };
        return new PodEnd(code, name + message, at);
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
