package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token is sent with every request, the stream's too. */
class TokenTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRequestOfACommandHasTheToken() throws IOException {
        try (FakeService service = new FakeService()) {
            service.streams(events -> {
                service.jobIs(FakeService.job("SUCCEEDED"));
                events.event(1, "job.succeeded", "{}");
            });

            ClientRun run = ClientRun.of(
                    "follow", FakeService.JOB, "--url", service.url().toString(), "--token-file", token("bsk_x\n"));

            assertThat(run.exitCode()).isZero();
            assertThat(service.streamRequests()).isNotEmpty();
            assertThat(service.requests)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.authorization()).isEqualTo("Bearer bsk_x"));
        }
    }

    @Test
    void withoutATokenNoneIsSent() throws IOException {
        try (FakeService service = new FakeService()) {
            ClientRun.of("cancel", FakeService.JOB, "--url", service.url().toString());

            assertThat(service.requests)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.authorization()).isNull());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "two\nlines"})
    void aFileThatHoldsNoTokenIsWrongUsage(String content) throws IOException {
        ClientRun run = ClientRun.of("cancel", "j1", "--token-file", token(content));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("must contain a token and nothing else");
    }

    @Test
    void soIsOneThatIsNotThere() {
        ClientRun run = ClientRun.of(
                "cancel", "j1", "--token-file", folder.resolve("absent").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("absent cannot be read");
    }

    private String token(String content) throws IOException {
        return Files.writeString(folder.resolve("token"), content).toString();
    }
}
