package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class WorkerLogLineTest {

    @Test
    void aLineOfALoggerKeepsItsLevelAndLogger() {
        assertThat(WorkerLogLine.of("WARN|dev.backspike.worker.agent.WorkerAgent|||a | b"))
                .isEqualTo(new WorkerLogLine(Level.WARN, "dev.backspike.worker.agent.WorkerAgent", null, "a | b"));
    }

    @Test
    void aLineOfAnAttemptNamesIt() {
        assertThat(WorkerLogLine.of("INFO|dev.backspike.engine.Engines|j000000000000000001|2|a | b")
                        .attempt())
                .isEqualTo(new AttemptId(new JobId("j000000000000000001"), 2));
    }

    @Test
    void whatTheJvmSaysIsAnError() {
        assertThat(WorkerLogLine.of("Terminating due to java.lang.OutOfMemoryError: Java heap space"))
                .isEqualTo(new WorkerLogLine(
                        Level.ERROR,
                        "dev.backspike.worker",
                        null,
                        "Terminating due to java.lang.OutOfMemoryError: Java heap space"));
    }

    @Test
    void theVectorApisWarningIsNoNews() {
        assertThat(WorkerLogLine.of("WARNING: Using incubator modules: jdk.incubator.vector")
                        .level())
                .isEqualTo(Level.DEBUG);
    }
}
