package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Also of {@code workers} and of the lists of data sets. */
class TokensCommandTest {

    private static final String TOKEN = """
            {"id": "t1", "name": "ada", "scope": "submitter", "createdBy": "admin", "createdAt": "2026-01-01T00:00:00Z",
             "expiresAt": "2026-04-01T00:00:00Z", "revokedAt": null, "token": "bsk_secret"}""";

    private final FakeService service;

    @TempDir
    private Path folder = Path.of("");

    TokensCommandTest() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void theSecretIsPrintedAndNothingElse() {
        service.answers("POST /api/v1/tokens", 201, TOKEN);

        ClientRun run = run("tokens", "create", "ada", "--scope", "submitter", "--days", "30");

        assertThat(run.out()).isEqualTo("bsk_secret\n");
        assertThat(service.requests.getLast().body())
                .isEqualTo("{\"name\":\"ada\",\"scope\":\"submitter\",\"days\":30}");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test looks at POSIX permissions")
    void aFileWithTheSecretIsForItsOwnerOnly() throws IOException {
        service.answers("POST /api/v1/tokens", 201, TOKEN);
        Path file = folder.resolve("ada-token");

        ClientRun run = run("tokens", "create", "ada", "--scope", "submitter", "--output", file.toString());

        assertThat(run.out()).doesNotContain("bsk_secret").contains("valid until 2026-04-01");
        assertThat(Files.readString(file)).isEqualTo("bsk_secret\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aTokenThatCannotBeStoredIsRevoked() {
        service.answers("POST /api/v1/tokens", 201, TOKEN);
        service.answers("DELETE /api/v1/tokens/t1", 204, "");

        ClientRun run = run(
                "tokens",
                "create",
                "ada",
                "--scope",
                "submitter",
                "--output",
                folder.resolve("no/file").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("the token was revoked again");
        assertThat(service.requests.getLast().line()).isEqualTo("DELETE /api/v1/tokens/t1");
    }

    @Test
    void listsAndRevokes() {
        service.answers("GET /api/v1/tokens", 200, "{\"tokens\": [" + TOKEN + "]}");
        service.answers("DELETE /api/v1/tokens/t1", 204, "");

        assertThat(run("tokens", "list").out()).isEqualTo("""
                token  name  scope      created by  expires               revoked
                t1     ada   submitter  admin       2026-04-01T00:00:00Z  -
                """);
        assertThat(run("tokens", "revoke", "t1").out()).isEqualTo("token t1 is revoked\n");
    }

    @Test
    void aCommandOfSeveralNamesThem() {
        ClientRun run = run("tokens");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("create", "list", "revoke");
    }

    @Test
    void listsWorkersWithTheirJobs() {
        service.answers("GET /api/v1/workers?limit=200", 200, """
                {"workers": [{"name": "w1", "state": "CONNECTED", "device": "cuda", "threads": 2, "freeSlots": 0,
                   "memory": {"heapBytes": 6320816128, "deviceBytes": 0}, "holds": [{"jobId": "j1", "number": 2}],
                   "seenAt": "2026-01-01T00:00:00Z"}], "nextPageToken": null}""");

        assertThat(run("workers").outLines().getLast())
                .matches("w1      CONNECTED  cuda    2        0           6.3 GB  \\d+ d ago  +j1");
    }

    @Test
    void listsDataSetsAndDeletesThem() {
        service.answers("GET /api/v1/datasets?limit=200", 200, """
                {"datasets": [{"name": "fsdd", "files": [{"file": "a.h5", "kind": "shd-hdf5", "samples": 2700,
                   "channels": 700, "classes": 10, "bytes": 31000000, "owner": "ada"}]}], "nextPageToken": null}""");
        service.answers("DELETE /api/v1/datasets/fsdd/files/a.h5", 204, "");

        assertThat(run("datasets", "list").out()).isEqualTo("""
                data set  file  kind      samples  channels  classes  size   owner
                fsdd      a.h5  shd-hdf5  2,700    700       10       31 MB  ada
                """);
        assertThat(run("datasets", "delete", "fsdd", "a.h5").out()).isEqualTo("deleted fsdd/a.h5\n");
        assertThat(run("datasets", "delete", "mnist").exitCode()).isEqualTo(2);
    }

    private ClientRun run(String... words) {
        return ClientRun.of(Stream.concat(
                        Arrays.stream(words),
                        words.length == 1 && words[0].equals("tokens")
                                ? Stream.of()
                                : Stream.of("--url", service.url().toString()))
                .toArray(String[]::new));
    }
}
