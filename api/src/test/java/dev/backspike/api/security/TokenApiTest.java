package dev.backspike.api.security;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.Specs;
import dev.backspike.api.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Tokens, from the first admin's on. */
@SecuredServiceTest
class TokenApiTest {

    @Autowired
    private Clients clients;

    @Autowired
    private FirstAdmin firstAdmin;

    @Autowired
    private MovableClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Value("${backspike.data.directory}")
    private String data;

    private Service admin;

    @BeforeEach
    void noJobs() {
        jdbc.sql("delete from job").update();
        admin = clients.of("root", Scope.ADMIN);
    }

    @Test
    void theFirstAdminsTokenLiesInAFileForTheServicesUserOnly() throws IOException {
        Path file = Path.of(data, "admin-token");
        jdbc.sql("delete from access_token").update();

        firstAdmin.run(new DefaultApplicationArguments());
        String token = Files.readString(file).strip();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        json(create(clients.with(token), "{'name': 'ada', 'scope': 'submitter'}"), HttpStatus.CREATED);

        firstAdmin.run(new DefaultApplicationArguments());
        assertThat(file).as("as there is an admin").hasContent(token);
    }

    @Test
    void aTokenIsShownOnceAndKeptAsAHash() {
        JsonNode made = json(create(admin, "{'name': 'ada', 'scope': 'submitter'}"), HttpStatus.CREATED);
        String secret = made.path("token").asString();

        assertThat(secret).matches("bsk_[A-Za-z0-9_-]{43}");
        assertThat(made.path("createdBy").asString()).isEqualTo("root");
        assertThat(Duration.between(
                        Instant.parse(made.path("createdAt").asString()),
                        Instant.parse(made.path("expiresAt").asString())))
                .isEqualTo(Duration.ofDays(90));
        JsonNode listed = admin.get("/api/v1/tokens").path("tokens").path(0);
        assertThat(listed.path("id")).isEqualTo(made.path("id"));
        assertThat(listed.path("scope").asString()).isEqualTo("submitter");
        assertThat(listed.has("token")).isFalse();
        assertThat(jdbc.sql("select * from access_token where id = ?")
                        .param(made.path("id").asString())
                        .query()
                        .singleRow()
                        .values())
                .noneMatch(value -> String.valueOf(value).contains(secret.substring(4)));
    }

    @Test
    void jobsBelongToTheNameOfTheToken() {
        Service ada = clients.of("ada", Scope.SUBMITTER);
        String job = ada.submit();

        assertThat(ada.job(job).path("owner").asString()).isEqualTo("ada");
        Service bob = clients.of("bob", Scope.SUBMITTER);
        problem(bob.http().post().uri("/api/v1/jobs/{id}:cancel", job).exchange(), HttpStatus.FORBIDDEN, "not-owner");
        assertThat(bob.job(job).path("state").asString()).isEqualTo("QUEUED");
        clients.of("ada", Scope.SUBMITTER).cancel(job, HttpStatus.OK);
    }

    @Test
    void aRevokedTokenIsGoodForNothing() {
        JsonNode made = json(create(admin, "{'name': 'ada', 'scope': 'viewer'}"), HttpStatus.CREATED);
        Service ada = clients.with(made.path("token").asString());
        ada.get("/api/v1/jobs");

        String uri = "/api/v1/tokens/" + made.path("id").asString();
        admin.http().delete().uri(uri).exchange().expectStatus().isNoContent();

        problem(
                ada.http()
                        .get()
                        .uri("/api/v1/jobs")
                        .exchange()
                        .expectHeader()
                        .valueEquals("WWW-Authenticate", "Bearer"),
                HttpStatus.UNAUTHORIZED,
                "token-invalid");
        String revokedAt = admin.get("/api/v1/tokens").at("/tokens/0/revokedAt").asString();
        admin.http().delete().uri(uri).exchange().expectStatus().isNoContent();
        assertThat(admin.get("/api/v1/tokens").at("/tokens/0/revokedAt").asString())
                .isEqualTo(revokedAt)
                .isNotEmpty();
        problem(admin.http().delete().uri("/api/v1/tokens/none").exchange(), HttpStatus.NOT_FOUND, "token-not-found");
    }

    @Test
    void aTokenEndsWithItsTime() {
        JsonNode made = json(create(admin, "{'name': 'ada', 'scope': 'viewer', 'days': 1}"), HttpStatus.CREATED);
        Service ada = clients.with(made.path("token").asString());

        clock.forward(Duration.ofHours(23));
        ada.get("/api/v1/jobs");
        clock.forward(Duration.ofHours(1));

        problem(ada.http().get().uri("/api/v1/jobs").exchange(), HttpStatus.UNAUTHORIZED, "token-invalid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'scope': 'viewer'}                              | /name",
                "{'name': '', 'scope': 'viewer'}                  | /name",
                "{'name': 'local', 'scope': 'worker'}             | /name",
                "{'name': 'nobody', 'scope': 'viewer'}            | /name",
                "{'name': 'a b', 'scope': 'viewer'}               | /name",
                "{'name': 'ada'}                                  | /scope",
                "{'name': 'ada', 'scope': 'king'}                 | /scope",
                "{'name': 'ada', 'scope': 'viewer', 'days': 0}    | /days",
                "{'name': 'ada', 'scope': 'viewer', 'days': 3651} | /days",
                "{'name': 'ada', 'scope': 'viewer', 'colour': 1}  | /colour"
            })
    void whatIsWrongWithATokenIsNamed(String body, String pointer) {
        JsonNode problem = problem(create(admin, body), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-token");

        assertThat(problem.path("errors")).hasSize(1);
        assertThat(problem.at("/errors/0/pointer").asString()).isEqualTo(pointer);
    }

    @Test
    void aTokenThatIsNoneIsRefused() {
        for (String token : new String[] {"bsk_unknown", "eyJ.e30.x", "x"}) {
            problem(
                    clients.with(token).http().get().uri("/api/v1/jobs").exchange(),
                    HttpStatus.UNAUTHORIZED,
                    "token-invalid");
        }
    }

    @Test
    void theIdentityProvidersTokensCountToo() {
        Service eve = clients.with("jwt.eve.submitter");

        assertThat(eve.job(eve.submit()).path("owner").asString()).isEqualTo("eve");
        problem(eve.http().get().uri("/api/v1/tokens").exchange(), HttpStatus.FORBIDDEN, "scope-missing");
        problem(
                clients.with("jwt.local.admin").http().get().uri("/api/v1/jobs").exchange(),
                HttpStatus.UNAUTHORIZED,
                "token-invalid");
        problem(
                clients.with("jwt.eve.worker").post("/api/v1/worker/lease", Specs.yinYang()),
                HttpStatus.FORBIDDEN,
                "scope-missing");
    }

    @Test
    void answersWithSecretsAreNotKeptAndAllHaveSecurityHeaders() {
        create(admin, "{'name': 'ada', 'scope': 'viewer'}")
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        clients.without()
                .http()
                .get()
                .uri("/api/v1/jobs")
                .exchange()
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("Referrer-Policy", "no-referrer")
                .expectHeader()
                .valueEquals("Cache-Control", "private, no-cache");
    }

    private static RestTestClient.ResponseSpec create(Service by, String body) {
        return by.post("/api/v1/tokens", body.replace('\'', '"'));
    }
}
