package dev.backspike.api;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.context.WebApplicationContext;
import tools.jackson.databind.JsonNode;

/** Jobs, sweeps and uploads belong to who made them. Requests are served by the test's thread, which is somebody. */
@ServiceTest
class OwnershipTest {

    private static final String SWEEP = """
            {"name": "owned", "base": %s, "objective": {"series": "train.loss"},
             "parameters": {"/training/seed": {"values": [1, 2]}}}""".formatted(Specs.yinYang());

    /** One label of an IDX file: 7. */
    private static final byte[] LABELS =
            ByteBuffer.allocate(9).putInt(0x801).putInt(1).put((byte) 7).array();

    @Autowired
    private WebApplicationContext context;

    @Autowired
    private JdbcClient jdbc;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from sweep").update();
        jdbc.sql("delete from uploaded_file").update();
        service = new Service(RestTestClient.bindToApplicationContext(context).build());
    }

    @AfterEach
    void beNobodyInParticular() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void withoutSecurityEverythingIsLocals() {
        assertThat(service.job(service.submit()).path("owner").asString()).isEqualTo("local");
    }

    @Test
    void whatSomebodyMakesSaysWhoseItIs() {
        be("ada", Scope.SUBMITTER);
        String job = service.submit();
        JsonNode sweep = json(service.post("/api/v1/sweeps", SWEEP), HttpStatus.CREATED);
        JsonNode file = json(upload(), HttpStatus.CREATED);

        assertThat(service.job(job).path("owner").asString()).isEqualTo("ada");
        assertThat(sweep.path("owner").asString()).isEqualTo("ada");
        assertThat(file.path("owner").asString()).isEqualTo("ada");
        assertThat(service.get("/api/v1/jobs?sweep=" + sweep.path("id").asString())
                        .path("jobs")
                        .valueStream()
                        .map(run -> run.path("owner").asString()))
                .containsExactly("ada", "ada");
    }

    @Test
    void listsShowEverybodysThingsOrOnlyOnes() {
        be("ada", Scope.SUBMITTER);
        String adas = service.submit();
        service.post("/api/v1/sweeps", SWEEP);
        be("bob", Scope.SUBMITTER);
        String bobs = service.submit();
        service.post("/api/v1/sweeps", SWEEP);
        be("eve", Scope.VIEWER);

        assertThat(service.get("/api/v1/jobs").path("jobs")).hasSize(6);
        assertThat(service.get("/api/v1/jobs?owner=bob").findValuesAsString("id"))
                .hasSize(3)
                .contains(bobs)
                .doesNotContain(adas);
        assertThat(service.get("/api/v1/jobs?owner=eve").path("jobs")).isEmpty();
        assertThat(service.get("/api/v1/sweeps").path("sweeps")).hasSize(2);
        assertThat(service.get("/api/v1/sweeps?owner=ada").path("sweeps").findValuesAsString("owner"))
                .containsExactly("ada");
        assertThat(service.job(adas).path("owner").asString()).isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /api/v1/jobs/JOB:cancel",
        "POST,   /api/v1/jobs/JOB:pause",
        "POST,   /api/v1/jobs/JOB:resume",
        "POST,   /api/v1/jobs/JOB:retry",
        "POST,   /api/v1/jobs/JOB:evaluate",
        "DELETE, /api/v1/jobs/JOB",
        "POST,   /api/v1/jobs/JOB/checkpoints/1:pin",
        "POST,   /api/v1/jobs/JOB/checkpoints/1:unpin",
        "POST,   /api/v1/sweeps/SWEEP:cancel",
        "POST,   /api/v1/sweeps/SWEEP:pause",
        "POST,   /api/v1/sweeps/SWEEP:resume",
        "DELETE, /api/v1/sweeps/SWEEP",
        "DELETE, /api/v1/datasets/owned",
        "DELETE, /api/v1/datasets/owned/files/labels"
    })
    void onlyItsOwnerAndAdminsChangeAThing(String method, String path) {
        be("ada", Scope.SUBMITTER);
        String job = service.submit();
        String sweep = json(service.post("/api/v1/sweeps", SWEEP), HttpStatus.CREATED)
                .path("id")
                .asString();
        json(upload(), HttpStatus.CREATED);
        String uri = path.replace("JOB", job).replace("SWEEP", sweep);

        be("bob", Scope.SUBMITTER);
        JsonNode refusal = problem(send(method, uri), HttpStatus.FORBIDDEN, "not-owner");
        assertThat(refusal.path("detail").asString()).contains("is ada's, and you are bob");
        assertThat(service.job(job).path("state").asString()).isEqualTo("QUEUED");

        be("root", Scope.ADMIN);
        assertThat(status(send(method, uri))).isNotEqualTo(HttpStatus.FORBIDDEN);
        be("ada", Scope.SUBMITTER);
        assertThat(status(send(method, uri))).isNotEqualTo(HttpStatus.FORBIDDEN);
    }

    @Test
    void anUploadOfThatNameIsNotReplacedBySomebodyElse() {
        be("ada", Scope.SUBMITTER);
        json(upload(), HttpStatus.CREATED);
        be("bob", Scope.SUBMITTER);

        assertThat(json(upload(), HttpStatus.OK).path("owner").asString()).isEqualTo("ada");
    }

    @Test
    void anIdempotencyKeyIsANameAmongItsOwnersThings() {
        be("ada", Scope.SUBMITTER);
        String adas = id(submit("/api/v1/jobs", Specs.yinYang()), HttpStatus.CREATED);
        String adasSweep = id(submit("/api/v1/sweeps", SWEEP), HttpStatus.CREATED);
        be("bob", Scope.SUBMITTER);
        String bobs = id(submit("/api/v1/jobs", Specs.yinYang("name", "bobs")), HttpStatus.CREATED);
        String bobsSweep = id(submit("/api/v1/sweeps", SWEEP), HttpStatus.CREATED);

        assertThat(bobs).isNotEqualTo(adas);
        assertThat(bobsSweep).isNotEqualTo(adasSweep);
        assertThat(id(submit("/api/v1/jobs", Specs.yinYang("name", "bobs")), HttpStatus.OK))
                .isEqualTo(bobs);
        assertThat(id(submit("/api/v1/sweeps", SWEEP), HttpStatus.OK)).isEqualTo(bobsSweep);
    }

    private static void be(String name, Scope scope) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(new Caller(name, Set.of(scope)), null, List.of()));
    }

    private RestTestClient.ResponseSpec send(String method, String uri) {
        return service.http().method(HttpMethod.valueOf(method)).uri(uri).exchange();
    }

    private RestTestClient.ResponseSpec submit(String path, String body) {
        return service.http()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Idempotency-Key", "the-key")
                .body(body)
                .exchange();
    }

    private RestTestClient.ResponseSpec upload() {
        return service.http()
                .put()
                .uri("/api/v1/datasets/owned/files/labels")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(LABELS)
                .exchange();
    }

    private static String id(RestTestClient.ResponseSpec answer, HttpStatus expected) {
        return json(answer, expected).path("id").asString();
    }

    private static HttpStatus status(RestTestClient.ResponseSpec answer) {
        return HttpStatus.valueOf(answer.returnResult(String.class).getStatus().value());
    }
}
