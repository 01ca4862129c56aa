package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program as a service starts it. Nobody listens on the discard port; the agent keeps trying. */
class WorkerProcessTest {

    private Process worker;

    @BeforeEach
    void start() throws IOException {
        worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WorkerProcess.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @AfterEach
    void end() {
        worker.destroyForcibly();
    }

    @Test
    void itEndsWithTheServiceThatStartedIt() throws IOException, InterruptedException {
        send("{\"properties\": {\"backspike.worker.device\": \"cpu\"}}");
        send("{\"url\": \"http://127.0.0.1:9\"}");
        worker.getOutputStream().close();
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(4);
    }

    @Test
    void itEndsBeforeTheServiceListensIfThatFails() throws IOException, InterruptedException {
        send("{\"properties\": {}}");
        worker.getOutputStream().close();
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(4);
    }

    @Test
    void itEndsInOrderWhenItIsAskedTo() throws IOException, InterruptedException {
        send("{\"properties\": {\"backspike.worker.device\": \"cpu\"}}");
        send("{\"url\": \"http://127.0.0.1:9\", \"token\": \"bsk_x\"}");
        send(WorkerProcess.STOP);
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(worker.exitValue()).isZero();
    }

    @Test
    void aBadPropertyEndsIt() throws IOException, InterruptedException {
        send("{\"properties\": {\"backspike.worker.slots\": \"-1\"}}");
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(1);
    }

    private void send(String line) throws IOException {
        OutputStream orders = worker.getOutputStream();
        orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        orders.flush();
    }
}
