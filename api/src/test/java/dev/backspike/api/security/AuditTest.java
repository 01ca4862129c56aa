package dev.backspike.api.security;

import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.Specs;
import dev.backspike.api.access.Scope;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Who has changed what is written down. */
@SecuredServiceTest
class AuditTest {

    @Autowired
    private Clients clients;

    @Autowired
    private AuditLog audit;

    @Autowired
    private MovableClock clock;

    @Autowired
    private JdbcClient jdbc;

    private Service admin;
    private Service ada;

    @BeforeEach
    void nothingYet() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from audit_entry").update();
        admin = clients.of("root", Scope.ADMIN);
        ada = clients.of("ada", Scope.SUBMITTER);
    }

    @Test
    void everyChangeIsThereWithItsOutcomeAndNoReading() {
        String job = ada.submit();
        ada.job(job);
        ada.post("/api/v1/jobs:validate", Specs.yinYang());
        ada.cancel(job, HttpStatus.OK);
        clients.of("eve", Scope.VIEWER)
                .http()
                .delete()
                .uri("/api/v1/jobs/{id}", job)
                .exchange()
                .expectStatus()
                .isForbidden();
        clients.without().post("/api/v1/jobs", Specs.yinYang());

        assertThat(lines(""))
                .containsExactly(
                        "eve DELETE /api/v1/jobs/" + job + " 403 127.0.0.1",
                        "ada POST /api/v1/jobs/" + job + ":cancel 200 127.0.0.1",
                        "ada POST /api/v1/jobs/" + job + " 201 127.0.0.1");
        assertThat(lines("?actor=eve")).hasSize(1);
        assertThat(lines("?actor=nobody")).isEmpty();
    }

    @Test
    void theLogIsReadInPages() {
        for (int i = 0; i < 3; i++) {
            ada.post("/api/v1/jobs", "{");
        }
        JsonNode first = admin.get("/api/v1/audit?limit=2");
        JsonNode second = admin.get(
                "/api/v1/audit?limit=2&pageToken=" + first.path("nextPageToken").asString());

        assertThat(first.path("entries")).hasSize(2);
        assertThat(second.path("entries")).hasSize(1);
        assertThat(second.path("nextPageToken").isNull()).isTrue();
        assertThat(second.at("/entries/0/status").asInt()).isEqualTo(400);
        problem(admin.http().get().uri("/api/v1/audit?limit=201").exchange(), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @Test
    void entriesAreForgottenAfterAYear() {
        ada.post("/api/v1/jobs", "{");
        audit.forgetOld();
        assertThat(audit.list(null, null, 10)).hasSize(1);

        jdbc.sql("update audit_entry set occurred_at = ?")
                .param(clock.instant().minus(Duration.ofDays(366)).atOffset(ZoneOffset.UTC))
                .update();
        audit.forgetOld();
        assertThat(audit.list(null, null, 10)).isEmpty();
    }

    private List<String> lines(String query) {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : admin.get("/api/v1/audit" + query).path("entries")) {
            lines.add(String.join(
                    " ",
                    entry.path("actor").asString(),
                    entry.path("method").asString(),
                    entry.path("target").asString(),
                    String.valueOf(entry.path("status").asInt()),
                    entry.path("remoteAddress").asString()));
        }
        return lines;
    }
}
