package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.ClientRun.Screen;
import dev.backspike.cli.service.LocalService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LocalServiceTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aServiceIsStartedOnTheUrlsPortAndUsedOnceItAnswers() throws Exception {
        int port = freePort();
        // This test's process stands for the service, whose port opens a while after the launcher has returned.
        LocalService starts = launcher("echo \"$@\" > started; echo "
                + ProcessHandle.current().pid() + " > backspike.pid; echo started a service");
        Thread opening = Thread.ofVirtual().start(() -> {
            try {
                while (!Files.exists(folder.resolve("started"))) {
                    Thread.sleep(Duration.ofMillis(10));
                }
                serveUntilInterrupted(port);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        ClientRun run = train(starts, port);
        opening.interrupt();
        opening.join();

        assertThat(run.err()).isEmpty();
        assertThat(run.outLines()).startsWith("started a service", "job 0192aa (toy) accepted");
        assertThat(run.exitCode()).isZero();
        assertThat(folder.resolve("started"))
                .hasContent("start --no-wait --server.port=" + port + " --server.address=127.0.0.1");
    }

    @Test
    void aServiceThatEndsWhileStartingIsReportedWithTheEndOfItsLog() throws Exception {
        LocalService dies =
                launcher("(exit 0) & echo $! > backspike.pid; wait; echo 'Database is locked' > backspike.log");

        ClientRun run = train(dies, freePort());

        assertThat(run.err()).contains("exited during its start").contains("Database is locked");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void aServiceWhoseHealthIsOnAPortOfItsOwnIsUsedAsItIs() throws Exception {
        try (FakeService service = new FakeService()) {
            service.healthIs(403, "{\"type\":\"urn:backspike:problem:forbidden\",\"status\":403}");
            service.streams(events -> {
                service.jobIs(FakeService.job("SUCCEEDED"));
                events.event(1, "job.succeeded", "{}");
            });

            ClientRun run = train(launcher("exit 9"), service.url().getPort());

            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void aLauncherThatRefusesIsQuoted() throws Exception {
        ClientRun run = train(launcher("echo 'needs a JDK' >&2; exit 3"), freePort());

        assertThat(run.err()).contains("could not start a service: needs a JDK");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, true",
        "http://localhost:9000/, true",
        "http://[::1]:8080, true",
        "http://127.0.0.1, true",
        "https://127.0.0.1:8080, false",
        "http://127.0.0.1:8080/backspike, false",
        "http://192.0.2.1:8080, false",
        "http://backspike.invalid:8080, false"
    })
    void onlyAPlainLoopbackUrlCanBeServedHere(URI url, boolean canServe) {
        assertThat(LocalService.canServe(url)).isEqualTo(canServe);
    }

    private ClientRun train(LocalService localService, int port) throws IOException {
        Path spec = Files.writeString(folder.resolve("toy.json"), "{}");
        return ClientRun.on(Screen.PIPE, localService, "train", spec.toString(), "--url", "http://127.0.0.1:" + port);
    }

    private LocalService launcher(String script) throws IOException {
        Path launcher =
                Files.writeString(folder.resolve("backspike"), "#!/bin/sh\ncd '" + folder + "'\n" + script + "\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        return new LocalService(launcher, "./backspike", folder, Duration.ofSeconds(60));
    }

    private static void serveUntilInterrupted(int port) throws IOException, InterruptedException {
        try (FakeService service = new FakeService(port)) {
            service.streams(events -> {
                service.jobIs(FakeService.job("SUCCEEDED"));
                events.event(1, "job.succeeded", "{}");
            });
            Thread.sleep(Duration.ofSeconds(60));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
