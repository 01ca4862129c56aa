package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user stores a service and its token once. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test looks at POSIX permissions")
class ProfileTest {

    private final FakeService service;

    @TempDir
    private Path folder = Path.of("");

    ProfileTest() throws IOException {
        service = new FakeService();
        service.answers(
                "GET /api/v1/caller",
                200,
                "{\"name\": \"ada\", \"scopes\": [\"viewer\", \"submitter\"], \"tokens\": true}");
        service.answers("GET /api/v1/workers?limit=200", 200, "{\"workers\": [], \"nextPageToken\": null}");
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aStoredServiceAndItsTokenAreUsed() throws IOException {
        ClientRun login = login("default");

        assertThat(login.out())
                .isEqualTo(
                        "profile default is stored: " + service.url() + " as ada, who may act as viewer, submitter\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");

        assertThat(ClientRun.with(profiles(), "workers").exitCode()).isZero();
        assertThat(service.requests.getLast().authorization()).isEqualTo("Bearer bsk_x");
    }

    @Test
    void aNamedProfileIsUsedWhenItIsNamed() throws IOException {
        login("lab");

        assertThat(ClientRun.with(profiles(), "workers", "--profile", "lab").exitCode())
                .isZero();
        ClientRun unknown = ClientRun.with(profiles(), "workers", "--profile", "labs");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no profile labs").contains("login --profile labs");
    }

    @Test
    void itsTokenIsSentToNoOtherService() throws IOException {
        login("default");
        try (FakeService other = new FakeService()) {
            other.answers("GET /api/v1/workers?limit=200", 200, "{\"workers\": [], \"nextPageToken\": null}");

            ClientRun run =
                    ClientRun.with(profiles(), "workers", "--url", other.url().toString());

            assertThat(run.exitCode()).isZero();
            assertThat(other.requests)
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.authorization()).isNull());
        }
    }

    @Test
    void aTokenThatTheServiceRejectsIsNotStored() throws IOException {
        service.answers("GET /api/v1/caller", 401, "{\"status\": 401, \"detail\": \"the token is not known\"}");

        ClientRun login = login("default");

        assertThat(login.exitCode()).isEqualTo(2);
        assertThat(login.err()).contains("the token is not known");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws IOException {
        login("default");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

        ClientRun run = ClientRun.with(profiles(), "workers");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("others can read " + file()).contains("chmod 600");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [1]                            | must be a JSON object
            {"default": {"url": "a b"}}    | is not a URL
            {"default": {"url": "ftp://a"}}| must be an HTTP URL
            {                              | is not valid JSON
            """)
    void aDamagedFileIsNamed(String content, String message) throws IOException {
        Files.createDirectories(file().getParent());
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file(), content);

        ClientRun run = ClientRun.with(profiles(), "workers");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void logoutDeletesTheProfileAndKeepsTheOthers() throws IOException {
        login("default");
        login("lab");

        assertThat(ClientRun.with(profiles(), "logout").exitCode()).isZero();

        assertThat(profiles().all()).containsOnlyKeys("lab");
        ClientRun again = ClientRun.with(profiles(), "logout");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("there is no profile default");
    }

    @Test
    void withoutATerminalTheTokenMustBeInAFile() {
        ClientRun run =
                ClientRun.with(profiles(), "login", "--url", service.url().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--token-file").contains("--no-token");
    }

    private ClientRun login(String profile) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "bsk_x\n");
        return ClientRun.with(
                profiles(),
                "login",
                "--url",
                service.url().toString(),
                "--profile",
                profile,
                "--token-file",
                token.toString());
    }

    private Path file() {
        return folder.resolve("backspike").resolve("profiles.json");
    }

    private Profiles profiles() {
        return new Profiles(file());
    }
}
