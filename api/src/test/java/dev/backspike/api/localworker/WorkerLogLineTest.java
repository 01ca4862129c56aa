package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class WorkerLogLineTest {

    @Test
    void aLineOfALoggerKeepsItsLevelAndLogger() {
        assertThat(WorkerLogLine.of("WARN|dev.backspike.worker.agent.WorkerAgent|a | b"))
                .isEqualTo(new WorkerLogLine(Level.WARN, "dev.backspike.worker.agent.WorkerAgent", "a | b"));
    }

    @Test
    void whatTheJvmSaysIsAnError() {
        assertThat(WorkerLogLine.of("Terminating due to java.lang.OutOfMemoryError: Java heap space"))
                .isEqualTo(new WorkerLogLine(
                        Level.ERROR,
                        "dev.backspike.worker",
                        "Terminating due to java.lang.OutOfMemoryError: Java heap space"));
    }

    @Test
    void theVectorApisWarningIsNoNews() {
        assertThat(WorkerLogLine.of("WARNING: Using incubator modules: jdk.incubator.vector")
                        .level())
                .isEqualTo(Level.DEBUG);
    }
}
