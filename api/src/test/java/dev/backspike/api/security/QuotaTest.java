package dev.backspike.api.security;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.Specs;
import dev.backspike.api.access.Scope;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Nobody takes all of the service: three open jobs, 20 bytes of uploads and 600 requests a minute for each. */
@SecuredServiceTest
class QuotaTest {

    private static final Duration BACK = Duration.ofSeconds(-30);

    @Autowired
    private Clients clients;

    @Autowired
    private RequestLimit limit;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MovableClock clock;

    private Service ada;

    @BeforeEach
    void nothingThere() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from sweep").update();
        jdbc.sql("delete from uploaded_file").update();
        ada = clients.of("ada", Scope.SUBMITTER);
    }

    @Test
    void jobsThatHaveNotEndedAreCountedForEachOwner() {
        String first = ada.submit();
        ada.submit();
        ada.submit();

        JsonNode refusal = problem(
                ada.post("/api/v1/jobs", Specs.yinYang()).expectHeader().valueEquals("Retry-After", "60"),
                HttpStatus.TOO_MANY_REQUESTS,
                "job-quota");
        assertThat(refusal.path("detail").asString()).contains("you have 3 of at most 3 jobs");
        clients.of("bob", Scope.SUBMITTER).submit();
        ada.cancel(first, HttpStatus.OK);
        ada.submit();
    }

    @Test
    void aSweepCountsWithAllItsRuns() {
        String sweep = """
                {"name": "s", "base": %s, "objective": {"series": "train.loss"},
                 "parameters": {"/training/seed": {"values": [1, 2]}}}""".formatted(Specs.yinYang());
        json(ada.post("/api/v1/sweeps", sweep), HttpStatus.CREATED);

        problem(ada.post("/api/v1/sweeps", sweep), HttpStatus.TOO_MANY_REQUESTS, "job-quota");
        ada.submit();
    }

    @Test
    void aRepeatedSubmissionIsNoNewJob() {
        json(withKey(), HttpStatus.CREATED);
        ada.submit();
        ada.submit();

        json(withKey(), HttpStatus.OK);
    }

    @Test
    void uploadsAreCountedInBytes() {
        json(upload(ada, "a", 1), HttpStatus.CREATED);
        json(upload(ada, "b", 2), HttpStatus.CREATED);

        JsonNode refusal = problem(upload(ada, "c", 3), HttpStatus.CONTENT_TOO_LARGE, "upload-quota");
        assertThat(refusal.path("detail").asString()).contains("use 18 of at most 20 bytes");
        json(upload(ada, "a", 1), HttpStatus.OK);
        json(upload(clients.of("bob", Scope.SUBMITTER), "c", 3), HttpStatus.CREATED);
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBack() {
        Service eager = clients.of("eager", Scope.VIEWER);
        eager.get("/api/v1/jobs");
        for (int i = 0; i < 600; i++) {
            limit.take("eager");
        }
        // Back to before there was any of it, however slow this machine is.
        clock.forward(BACK);
        try {
            problem(
                    eager.http()
                            .get()
                            .uri("/api/v1/jobs")
                            .exchange()
                            .expectHeader()
                            .valueMatches("Retry-After", "[1-9][0-9]*"),
                    HttpStatus.TOO_MANY_REQUESTS,
                    "too-many-requests");
            clients.of("calm", Scope.VIEWER).get("/api/v1/jobs");
        } finally {
            clock.forward(BACK.negated());
        }
    }

    private RestTestClient.ResponseSpec withKey() {
        return ada.http()
                .post()
                .uri("/api/v1/jobs")
                .contentType(MediaType.APPLICATION_JSON)
                .header("Idempotency-Key", "k")
                .body(Specs.yinYang())
                .exchange();
    }

    private static RestTestClient.ResponseSpec upload(Service by, String file, int label) {
        return by.http()
                .put()
                .uri("/api/v1/datasets/d/files/" + file)
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(new byte[] {0, 0, 8, 1, 0, 0, 0, 1, (byte) label})
                .exchange();
    }
}
