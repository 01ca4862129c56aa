package dev.backspike.api.launcher.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a gang ended whose pods ended one after another: the cluster ends all once one has failed. */
class PodEndTest {

    private static final Pod RUNNING =
            pod("b-0", new PodStatusBuilder().withPhase("Running").build());
    private static final Pod OUT_OF_MEMORY = pod("b-1", ended("OOMKilled", 137, "2026-01-01T10:00:05Z"));
    private static final Pod FIRST = pod("b-2", ended("Error", 1, "2026-01-01T10:00:01Z"));
    private static final Pod TOLD = pod("b-3", ended("Error", 143, "2026-01-01T10:00:02Z"));
    private static final Pod EVICTED = pod(
            "b-4",
            new PodStatusBuilder()
                    .withPhase("Failed")
                    .withReason("Evicted")
                    .withMessage("the node was low on memory")
                    .build());

    @Test
    void allRun() {
        assertThat(PodEnd.of(launched(RUNNING, RUNNING))).isEmpty();
    }

    @Test
    void thePodThatWasKilledForItsMemoryExplainsTheEndOfTheOthers() {
        PodEnd end = PodEnd.of(launched(RUNNING, TOLD, EVICTED, OUT_OF_MEMORY)).orElseThrow();

        assertThat(end.code()).isEqualTo(FailureCode.OUT_OF_MEMORY);
        assertThat(end.message()).startsWith("pod b-1 was killed");
    }

    @Test
    void anEvictionExplainsTheEndOfTheOthers() {
        assertThat(PodEnd.of(launched(TOLD, EVICTED)).orElseThrow().message())
                .isEqualTo("pod b-4 was evicted: Evicted: the node was low on memory");
    }

    @Test
    void otherwiseTheFirstEndDoes() {
        assertThat(PodEnd.of(launched(TOLD, FIRST)).orElseThrow().message())
                .startsWith("pod b-2 ended with exit status 1");
    }

    private static LaunchedJob launched(Pod... pods) {
        return new LaunchedJob(
                new Launch(new AttemptId(new JobId("j000000000000000001"), 1), 1),
                new JobBuilder().withNewMetadata().endMetadata().build(),
                List.of(pods));
    }

    private static Pod pod(String name, PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withStatus(status)
                .build();
    }

    private static PodStatus ended(String reason, int exit, String at) {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withNewState()
                        .withNewTerminated()
                        .withReason(reason)
                        .withExitCode(exit)
                        .withFinishedAt(at)
                        .endTerminated()
                        .endState()
                        .build())
                .build();
    }
}
