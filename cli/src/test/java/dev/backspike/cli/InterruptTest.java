package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals reach processes only, so this one test starts the client as a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGINT")
class InterruptTest {

    private static final String IGNORED = "SigIgn:";
    private static final int SIGINT = 2;

    @Test
    void ctrlCLeavesTheJobRunningAndSaysHowToReturn() throws Exception {
        try (FakeService service = new FakeService()) {
            service.streams(events -> {
                events.started(1, 3);
                events.epoch(2, 1, 0.8);
                Thread.sleep(Duration.ofSeconds(60));
            });
            assumeFalse(
                    isInterruptIgnored(), "SIGINT is ignored here, as in whatever a shell starts in the background");
            Process client = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            CommandLineClient.class.getName(),
                            "follow",
                            FakeService.JOB,
                            "--url",
                            service.url().toString()))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader output = client.inputReader()) {
                String line = output.readLine();
                while (line != null && !line.startsWith("epoch 1/3")) {
                    line = output.readLine();
                }
                new ProcessBuilder("kill", "-INT", String.valueOf(client.pid()))
                        .start()
                        .waitFor();
                List<String> farewell = output.lines().toList();

                assertThat(client.waitFor()).isEqualTo(130);
                assertThat(farewell)
                        .contains(
                                "Job 0192aa continues. Follow it again:  ./backspike follow 0192aa --url "
                                        + service.url(),
                                "Cancel it:  ./backspike cancel 0192aa --url " + service.url());
                assertThat(service.requests).noneMatch(request -> request.line().contains("cancel"));
            } finally {
                client.destroyForcibly();
            }
        }
    }

    /** By this process, from which the client has it. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith(IGNORED))
                        .mapToLong(line -> Long.parseUnsignedLong(
                                line.substring(IGNORED.length()).strip(), 16))
                        .anyMatch(signals -> (signals & 1L << (SIGINT - 1)) != 0);
    }
}
