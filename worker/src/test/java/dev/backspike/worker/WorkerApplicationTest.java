package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.protocol.WorkerExit;
import dev.backspike.worker.agent.WorkerAgent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class WorkerApplicationTest {

    @Test
    void withoutTheDeviceThatItRequiresItEndsWithAStatusOfItsOwn() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WorkerApplication.class.getName(),
                        "--backspike.worker.api=http://127.0.0.1:9",
                        "--backspike.worker.device=cuda",
                        "--server.port=0")
                .redirectErrorStream(true);
        // CUDA then has no device on any machine.
        builder.environment().put("CUDA_VISIBLE_DEVICES", "-1");
        Process worker = builder.start();
        try {
            String log = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(log).contains("no CUDA device works here").doesNotContain("Unable to close");
            assertThat(worker.exitValue()).isEqualTo(WorkerExit.NO_WORKING_DEVICE);
        } finally {
            worker.destroyForcibly();
        }
    }

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
