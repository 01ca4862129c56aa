package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.worker.agent.WorkerAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

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
        try (ConfigurableApplicationContext context =
                WorkerApplication.run("--backspike.worker.api=http://127.0.0.1:9", "--server.port=0")) {
            assertThat(context.getBeansOfType(WorkerAgent.class)).hasSize(1);
            assertThat(context.getBeansOfType(WorkerAutoConfiguration.class)).hasSize(1);
            assertThat(context.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
        }
    }
}
