package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.JobInspector;
import dev.backspike.worker.agent.WorkerAgent;
import dev.backspike.worker.engine.EngineFactory;
import dev.backspike.worker.training.FakeEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

@ExtendWith(OutputCaptureExtension.class)
class WorkerApplicationTest {

    @Test
    void refusesToStartWithoutAnApiAndSaysHowToGiveOne(CapturedOutput output) {
        assertThatThrownBy(WorkerApplication::run).isInstanceOf(ApiNotConfiguredException.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "backspike.worker.api", "BACKSPIKE_WORKER_API")
                .doesNotContain("\tat ");
    }

    @Test
    void startsOnLoopbackWithOneOfEachBean() {
        try (ConfigurableApplicationContext context = WorkerApplication.run(
                "--backspike.worker.api=http://127.0.0.1:9",
                "--server.port=0",
                "--spring.main.sources=" + Engines.class.getName())) {
            assertThat(context.getBeansOfType(WorkerAgent.class)).hasSize(1);
            assertThat(context.getBeansOfType(JobInspector.class)).hasSize(1);
            assertThat(context.getBeansOfType(WorkerAutoConfiguration.class)).hasSize(1);
            assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
        }
    }

    /** Not annotated as a configuration, since the application would find it by itself then. */
    static class Engines {
        @Bean
        EngineFactory engines() {
            return (options, solver) -> new FakeEngine(options, batch -> batch.size());
        }
    }
}
