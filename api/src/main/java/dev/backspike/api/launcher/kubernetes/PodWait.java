package dev.backspike.api.launcher.kubernetes;

import dev.backspike.api.job.StateReason;
import dev.backspike.common.code.ReasonCode;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a launched worker has not begun yet, according to the cluster. */
final class PodWait {

    /** Reasons of a container that waits for its image. */
    private static final Set<String> IMAGE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable");

    /** Time within which the cluster makes the pod of a Job, unless something forbids it. */
    private static final Duration USUAL = Duration.ofSeconds(20);

    private PodWait() {}

    static StateReason of(LaunchedJob launched, Instant now) {
        if (launched.isSuspended()) {
            return new StateReason(
                    ReasonCode.AWAITS_ADMISSION,
                    "Job " + launched.name() + " is suspended until the queue of the cluster admits it");
        }
        for (Pod pod : launched.pods()) {
            StateReason reason = of(pod);
            if (reason != null) {
                return reason;
            }
        }
        if (launched.pods().size() < launched.replicas()) {
            return withoutPod(launched, now);
        }
        return new StateReason(
                ReasonCode.LAUNCHING,
                launched.replicas() == 1
                        ? "pod " + launched.pods().getFirst().getMetadata().getName() + " of the worker starts"
                        : "the " + launched.replicas() + " pods of Job " + launched.name() + " start");
    }

    /** What keeps the worker of a pod from starting; null if nothing does. */
    private static @Nullable StateReason of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status != null) {
            for (PodCondition condition : PodEnd.orEmpty(status.getConditions())) {
                if ("PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus())) {
                    return new StateReason(
                            ReasonCode.UNSCHEDULABLE,
                            "no node of the cluster can take the pod of the worker: "
                                    + PodEnd.words(condition.getReason(), condition.getMessage()));
                }
            }
            for (ContainerStatus container : PodEnd.orEmpty(status.getContainerStatuses())) {
                ContainerStateWaiting waiting = container.getState() == null
                        ? null
                        : container.getState().getWaiting();
                if (waiting != null && !"ContainerCreating".equals(waiting.getReason())) {
                    return ofContainer(container, waiting);
                }
            }
        }
        return null;
    }

    private static StateReason withoutPod(LaunchedJob launched, Instant now) {
        Duration age = Duration.between(launched.createdAt(), now);
        if (age.compareTo(USUAL) < 0) {
            return new StateReason(ReasonCode.LAUNCHING, "Job " + launched.name() + " is created");
        }
        return new StateReason(
                ReasonCode.LAUNCH_FAILED,
                "the cluster has made "
                        + (launched.pods().isEmpty()
                                ? "no"
                                : "only " + launched.pods().size()) + " of "
                        + launched.replicas() + " pods for Job " + launched.name() + " in " + age.toSeconds()
                        + " s; a quota or a rule of admission may forbid it: kubectl describe job " + launched.name());
    }

    private static StateReason ofContainer(ContainerStatus container, ContainerStateWaiting waiting) {
        String words = PodEnd.words(waiting.getReason(), waiting.getMessage());
        return IMAGE.contains(Objects.requireNonNullElse(waiting.getReason(), ""))
                ? new StateReason(
                        ReasonCode.IMAGE_NOT_PULLED,
                        "the image " + container.getImage() + " of the worker cannot be pulled: " + words)
                : new StateReason(ReasonCode.LAUNCHING, "the container of the worker waits: " + words);
    }
}
