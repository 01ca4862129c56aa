package dev.backspike.api.problem;

import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** Whatever is sent, the answer is a problem document that names the fault, and the service goes on. */
@ServiceTest
class BadInputTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
    }

    @AfterEach
    void nothingWasStoredAndTheServiceStillWorks() {
        assertThat(service.get("/api/v1/jobs").path("jobs")).isEmpty();
        assertThat(service.submit()).isNotEmpty();
    }

    static Stream<Arguments> invalidSpecs() {
        Map<String, Object> idx = Map.of(
                "type", "idx",
                "trainImages", "absent.gz",
                "trainLabels", "b.gz",
                "testImages", "c.gz",
                "testLabels", "d.gz");
        return Stream.of(
                arguments("/colour", Specs.yinYang("colour", "red"), "is not a known field"),
                arguments("/training/epochs", Specs.yinYangWith("/training/epochs", "ten"), "must be a whole number"),
                arguments(
                        "/network/populations/hidden/size",
                        Specs.yinYangWith("/network/populations/hidden/size", -3),
                        "must be at least 1"),
                arguments(
                        "/network/connections/0/to",
                        Specs.yinYangWith(
                                "/network/connections",
                                List.of(Map.of(
                                        "from", "input",
                                        "to", "nobody",
                                        "weight", Map.of("constant", Map.of("value", 1))))),
                        "names no population"),
                arguments(
                        "/training/loss/type",
                        Specs.yinYangWith("/training/loss", Map.of("type", "sum-voltage")),
                        "needs a readout of li neurons"),
                arguments("/network/duration", Specs.yinYangWith("/network/duration", 10), "is shorter than the data"),
                arguments("/dataset/trainImages", Specs.yinYang("dataset", idx), "there is no file absent.gz"),
                arguments("/name", Specs.yinYang("name", "x".repeat(201)), "at most 200 characters"),
                arguments("/name", Specs.yinYang("name", "nul\0"), "U+0000"),
                arguments("/priority", Specs.yinYang("priority", 1_000_000), "at most 1000"),
                arguments("/labels/a", Specs.yinYang("labels", Map.of("a", 1)), "must be a string"),
                arguments("", "[1, 2]", "must be an object"),
                arguments("", "\"text\"", "must be an object"),
                arguments("", "null", "must be an object"));
    }

    @ParameterizedTest
    @MethodSource("invalidSpecs")
    void anInvalidSpecificationIsRefusedWithAPointerAndARemedy(String pointer, String spec, String message) {
        JsonNode problem =
                problem(service.post("/api/v1/jobs", spec), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");

        assertThat(problem.path("errors").valueStream()).anySatisfy(error -> {
            assertThat(error.path("pointer").asString()).isEqualTo(pointer);
            assertThat(error.path("message").asString()).contains(message);
        });
    }

    @Test
    void allErrorsComeAtOnce() {
        String spec = Specs.yinYang("colour", "red").replace("\"batchSize\":32", "\"batchSize\":0");

        JsonNode problem =
                problem(service.post("/api/v1/jobs", spec), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");

        assertThat(problem.path("errors")
                        .valueStream()
                        .map(e -> e.path("pointer").asString()))
                .containsExactlyInAnyOrder("/colour", "/training/batchSize");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "{", "{\"a\": 1, \"a\": 2}", "{} {}", "{\"a\": NaN}", "nonsense"})
    void whatIsNotJsonIsMalformed(String body) {
        problem(service.post("/api/v1/jobs", body), HttpStatus.BAD_REQUEST, "malformed-json");
    }

    @Test
    void deeplyNestedJsonIsMalformedNotFatal() {
        String body = "[".repeat(100_000) + "]".repeat(100_000);

        problem(service.post("/api/v1/jobs", body), HttpStatus.BAD_REQUEST, "malformed-json");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        String spec = Specs.yinYang("name", "x".repeat(1_100_000));

        JsonNode problem = problem(service.post("/api/v1/jobs", spec), HttpStatus.CONTENT_TOO_LARGE, "body-too-large");
        assertThat(problem.path("detail").asString()).contains("1048576 bytes");
    }

    @Test
    void anUnknownJobIsNotFound() {
        for (String path : List.of("", "/attempts", "/events", "/stream", "/metrics", "/model")) {
            problem(get("/api/v1/jobs/j000" + path), HttpStatus.NOT_FOUND, "job-not-found");
        }
        problem(
                service.http().post().uri("/api/v1/jobs/j000:cancel").exchange(),
                HttpStatus.NOT_FOUND,
                "job-not-found");
        problem(service.http().delete().uri("/api/v1/jobs/j000").exchange(), HttpStatus.NOT_FOUND, "job-not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs?limit=0",
                "/api/v1/jobs?limit=201",
                "/api/v1/jobs?label=nothing",
                "/api/v1/jobs?pageToken=%25%25",
                "/api/v1/jobs?pageToken=AAAA"
            })
    void aParameterOutOfRangeIsRefused(String path) {
        problem(get(path), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/jobs?sweep=%00",
                "/api/v1/jobs?label=a=b%00",
                "/api/v1/jobs?name=%00*",
                "/api/v1/jobs/j000/metrics?series=%00",
                "/api/v1/sweeps/s000/results?series=a%00b"
            })
    void aParameterWithTheCharacterThatNoDatabaseStoresIsRefused(String path) {
        JsonNode problem = problem(get(path), HttpStatus.BAD_REQUEST, "bad-parameter");
        assertThat(problem.path("detail").asString()).contains("U+0000");
    }

    @Test
    void aQueryThatCannotBeTakenApartIsRefused() {
        problem(get("/api/v1/sweeps/s000/results?=1.5&=2"), HttpStatus.BAD_REQUEST, "bad-request");
    }

    @Test
    void aParameterWhoseNameHasCharactersOutOfPlaceIsRefused() {
        JsonNode problem = problem(get("/api/v1/jobs?a%0Ab=1"), HttpStatus.BAD_REQUEST, "bad-request");
        assertThat(problem.path("detail").asString()).contains("a character that is not allowed");
    }

    @Test
    void aMethodThatNobodyKnowsIsOneThatNobodyHandles() {
        problem(
                service.http()
                        .method(HttpMethod.valueOf("QUERY"))
                        .uri("/api/v1/jobs")
                        .exchange(),
                HttpStatus.METHOD_NOT_ALLOWED,
                "method-not-allowed");
    }

    @Test
    void aBrokenFormIsNotLookedAt() {
        service.http()
                .get()
                .uri("/api/v1/datasets")
                .header("Content-Type", "multipart/form-data")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/jobs?limit=many | limit must be a whole number, not \"many\"",
                "/api/v1/jobs?createdAfter=yesterday | createdAfter must be a time such as 2026-01-31T12:00:00Z, not \"yesterday\"",
                "/api/v1/datasets/d/files/f/network?dt=x | dt must be a number, not \"x\"",
            })
    void aParameterOfTheWrongTypeIsRefused(String path, String detail) {
        assertThat(problem(get(path), HttpStatus.BAD_REQUEST, "bad-parameter")
                        .path("detail")
                        .asString())
                .isEqualTo(detail);
    }

    @Test
    void aParameterThatIsNoneOfItsWordsIsRefused() {
        assertThat(problem(get("/api/v1/jobs?state=ASLEEP"), HttpStatus.BAD_REQUEST, "bad-parameter")
                        .path("detail")
                        .asString())
                .startsWith("state must be one of QUEUED, ")
                .endsWith(", not \"ASLEEP\"");
    }

    @Test
    void unknownPathsMethodsAndMediaTypesAreProblemsToo() {
        problem(get("/nowhere"), HttpStatus.NOT_FOUND, "not-found");
        problem(get("/api/v1/nowhere"), HttpStatus.NOT_FOUND, "not-found");
        problem(
                service.http().put().uri("/api/v1/jobs").exchange(),
                HttpStatus.METHOD_NOT_ALLOWED,
                "method-not-allowed");
        problem(
                service.http()
                        .get()
                        .uri("/api/v1/jobs")
                        .accept(MediaType.IMAGE_PNG)
                        .exchange(),
                HttpStatus.NOT_ACCEPTABLE,
                "not-acceptable");
    }

    @Test
    void aBodyOfAnotherTypeIsRefusedWithTheHeaderToSend() {
        JsonNode form = problem(
                service.http()
                        .post()
                        .uri("/api/v1/jobs")
                        .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                        .body("{}")
                        .exchange(),
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type");
        assertThat(form.path("detail").asString())
                .isEqualTo("the body is of the type application/x-www-form-urlencoded; send the header Content-Type:"
                        + " application/json");
    }

    @Test
    void whatTheContainerRefusesIsAProblemToo() {
        problem(get("/api/v1/jobs/%00"), HttpStatus.BAD_REQUEST, "bad-request");
    }

    @Test
    void aLongSpecificationIsStoredWhole() {
        String spec = Specs.yinYang().replace("\"name\"", " ".repeat(900_000) + "\"name\"");

        String id = service.submit(spec);

        assertThat(service.job(id).path("name").asString()).isEqualTo("yin-yang");
        jdbc.sql("delete from job").update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}", "[]", "{\"held\": []}", "{\"events\": [], \"attempt\": null}"})
    void aWorkerThatTalksNonsenseIsRefused(String body) {
        problem(service.post("/api/v1/worker/lease", body), HttpStatus.BAD_REQUEST, "bad-request");
        problem(service.post("/api/v1/worker/report", body), HttpStatus.BAD_REQUEST, "bad-request");
    }

    private RestTestClient.ResponseSpec get(String path) {
        return service.http()
                .get()
                .uri(URI.create("http://127.0.0.1:" + port + path))
                .exchange();
    }
}
