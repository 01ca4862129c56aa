package dev.backspike.api;

import dev.backspike.common.id.JobId;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** The service as a user calls it. */
public final class Service {

    private final RestTestClient http;

    public Service(int port) {
        this(RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build());
    }

    /** Somebody with a token. */
    public Service(int port, String token) {
        this(RestTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .defaultHeader("Authorization", "Bearer " + token)
                .build());
    }

    Service(RestTestClient http) {
        this.http = http;
    }

    public RestTestClient http() {
        return http;
    }

    /** @return the new job's id */
    public String submit(String spec) {
        return json(post("/api/v1/jobs", spec), HttpStatus.CREATED).path("id").asString();
    }

    public String submit() {
        return submit(Specs.yinYang());
    }

    public RestTestClient.ResponseSpec post(String path, String body) {
        return http.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange();
    }

    public JsonNode get(String path) {
        return json(http.get().uri(path).exchange(), HttpStatus.OK);
    }

    public JsonNode job(JobId id) {
        return job(id.text());
    }

    public JsonNode job(String id) {
        return get("/api/v1/jobs/" + id);
    }

    public JsonNode cancel(JobId id, HttpStatus expected) {
        return cancel(id.text(), expected);
    }

    public JsonNode cancel(String id, HttpStatus expected) {
        return json(http.post().uri("/api/v1/jobs/" + id + ":cancel").exchange(), expected);
    }

    public List<String> eventTypes(JobId id) {
        return eventTypes(id.text());
    }

    /** Types of a job's events, after checking that they are numbered 1, 2, 3, ... */
    public List<String> eventTypes(String id) {
        JsonNode events = get("/api/v1/jobs/" + id + "/events?limit=1000").path("events");
        for (int i = 0; i < events.size(); i++) {
            if (events.path(i).path("seq").asInt() != i + 1) {
                throw new AssertionError("event " + i + " is numbered " + events.path(i));
            }
        }
        return events.valueStream().map(event -> event.path("type").asString()).toList();
    }

    public static JsonNode json(RestTestClient.ResponseSpec answer, HttpStatus expected) {
        return Objects.requireNonNull(answer.expectStatus()
                .isEqualTo(expected)
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody());
    }

    /** The body of a refusal, after checking that it is a problem document with this code. */
    public static JsonNode problem(RestTestClient.ResponseSpec answer, HttpStatus status, String code) {
        answer.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
        JsonNode problem = json(answer, status);
        if (!problem.path("code").asString().equals(code)
                || problem.path("status").asInt() != status.value()
                || !problem.path("errors").isArray()) {
            throw new AssertionError("not a problem with code " + code + ": " + problem);
        }
        return problem;
    }
}
