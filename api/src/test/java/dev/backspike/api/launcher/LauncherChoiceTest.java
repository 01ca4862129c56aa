package dev.backspike.api.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LauncherChoiceTest {

    @Test
    void aLauncherIsNoneOrKubernetes() {
        assertThatCode(() -> new LauncherChoice("none", true, "none")).doesNotThrowAnyException();
        assertThatCode(() -> new LauncherChoice("kubernetes", false, "tokens")).doesNotThrowAnyException();
        assertThatThrownBy(() -> new LauncherChoice("kubernets", false, "tokens"))
                .hasMessage("backspike.launcher must be none or kubernetes, was kubernets");
    }

    @Test
    void launchedWorkersNeedAServiceThatTheyReachAndThatLeavesJobsToThem() {
        assertThatThrownBy(() -> new LauncherChoice("kubernetes", true, "tokens"))
                .hasMessageContaining("requires backspike.worker.enabled=false");
        assertThatThrownBy(() -> new LauncherChoice("kubernetes", false, "none"))
                .hasMessageContaining("requires backspike.security.mode=tokens");
    }
}
