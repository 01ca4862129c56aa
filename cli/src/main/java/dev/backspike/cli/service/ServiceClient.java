package dev.backspike.cli.service;

import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The part of the REST API that the commands use. Every call throws {@link ErrorResponseException} on an error status.
 */
public final class ServiceClient {

    /** What the URL leads to. */
    public sealed interface Presence {

        record Up() implements Presence {}

        /** A service that starts, stops or lacks something it needs. */
        record Down(String status) implements Presence {}

        /** Nothing listens there. */
        record Absent(String reason) implements Presence {}

        /** Something listens that is not this service. */
        record Foreign(String reason) implements Presence {}
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Generous because a machine that trains on all its cores responds late. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    /**
     * The time limit of a gradient check of a large network or a sweep of many runs: the service limits the number of
     * comparisons, but not the duration of a trial.
     */
    private static final Duration CHECK_TIMEOUT = Duration.ofMinutes(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI base;
    private final @Nullable String token;

    /**
     * @param base such as {@code http://127.0.0.1:8080}
     * @param token null if the service requires none
     */
    public ServiceClient(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    public Presence presence() throws InterruptedException {
        try {
            HttpResponse<String> answer = send(request("/actuator/health").GET());
            JsonNode body = json(answer.body());
            String status = body.path("status").asString("");
            // With a port of its own for management the health is not to be had here, but only this service says so.
            boolean ours = body.path("type").asString("").startsWith("urn:backspike:problem:");
            if (ours || (answer.statusCode() == 200 && status.equals("UP"))) {
                return new Presence.Up();
            }
            return status.isEmpty()
                    ? new Presence.Foreign("it answers /actuator/health with HTTP status " + answer.statusCode())
                    : new Presence.Down(status);
        } catch (ConnectException e) {
            return new Presence.Absent("nothing listens on this port");
        } catch (HttpTimeoutException e) {
            return new Presence.Foreign("it accepts connections but does not answer");
        } catch (IOException e) {
            return new Presence.Foreign("it does not speak HTTP (" + e.getMessage() + ")");
        }
    }

    /**
     * Submits a specification.
     *
     * @param idempotencyKey makes a retry return the job of the first request
     * @return the job resource
     */
    public JsonNode submit(String spec, String idempotencyKey) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(spec))));
    }

    /**
     * Submits a sweep. The service validates every run before it responds.
     *
     * @param idempotencyKey makes a retry return the sweep of the first request
     * @return the sweep resource
     */
    public JsonNode submitSweep(String spec, String idempotencyKey) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/sweeps")
                .timeout(CHECK_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(spec))));
    }

    public JsonNode sweep(String id) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/sweeps/" + id).GET()));
    }

    public JsonNode sweepResults(String id) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/sweeps/" + id + "/results").GET()));
    }

    public URI resultsUrl(String sweep) {
        return url("/api/v1/sweeps/" + sweep + "/results");
    }

    public URI failedRunsUrl(String sweep) {
        return url("/api/v1/jobs?state=FAILED&sweep=" + sweep);
    }

    /** Whether an id is that of a sweep and not of a job. */
    public static boolean isSweep(String id) {
        return id.matches("s[0-9a-z]{18}");
    }

    /**
     * Checks a specification.
     *
     * @param gradients also those of the network, which takes a while
     * @param samples of each part of the data to show
     */
    public JsonNode validate(String spec, boolean gradients, int samples) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/jobs:validate?gradients=" + gradients + "&samples=" + samples)
                .timeout(CHECK_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(spec))));
    }

    /**
     * Uploads a data file, for as long as that takes.
     *
     * @return the file resource
     */
    public JsonNode upload(String dataset, Path file) throws IOException, InterruptedException {
        HttpRequest.Builder request = authorised(url("/api/v1/datasets/" + segment(dataset) + "/files/"
                        + segment(String.valueOf(file.getFileName()))))
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", "application/octet-stream");
        return accepted(send(request.PUT(BodyPublishers.ofFile(file))));
    }

    /** The first samples of an uploaded file. */
    public JsonNode samples(String dataset, String file, int limit) throws IOException, InterruptedException {
        return accepted(send(
                request("/api/v1/datasets/" + segment(dataset) + "/files/" + segment(file) + "/samples?limit=" + limit)
                        .timeout(CHECK_TIMEOUT)
                        .GET()));
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode job(String id) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/jobs/" + id).GET()));
    }

    /** @param attempt null for all */
    public String logs(String id, @Nullable Integer attempt) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(request("/api/v1/jobs/" + segment(id) + "/logs" + (attempt == null ? "" : "?attempt=" + attempt))
                        .setHeader("Accept", "text/plain, application/problem+json")
                        .GET());
        if (answer.statusCode() != 200) {
            throw problem(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    public JsonNode cancel(String id) throws IOException, InterruptedException {
        return act(id, "cancel");
    }

    /** @param action such as {@code pause} */
    public JsonNode act(String id, String action) throws IOException, InterruptedException {
        String kind = isSweep(id) ? "sweeps" : "jobs";
        return accepted(
                send(request("/api/v1/" + kind + "/" + id + ":" + action).POST(BodyPublishers.noBody())));
    }

    /**
     * Runs the trained network of a job, for as long as that takes.
     *
     * @param action {@code evaluate}, {@code predict} or {@code record}
     */
    public JsonNode run(String job, String action, String body) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/jobs/" + segment(job) + ":" + action)
                .timeout(CHECK_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
    }

    /**
     * Lets a worker take no more jobs.
     *
     * @param handBack whether it gives back what it has, instead of finishing it
     * @return the worker resource
     */
    public JsonNode drain(String worker, boolean handBack) throws IOException, InterruptedException {
        return accepted(send(request("/api/v1/workers/" + segment(worker) + ":drain")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"handBack\": " + handBack + "}"))));
    }

    public JsonNode undrain(String worker) throws IOException, InterruptedException {
        return accepted(
                send(request("/api/v1/workers/" + segment(worker) + ":undrain").POST(BodyPublishers.noBody())));
    }

    /**
     * Opens a job's event stream.
     *
     * @param lastEventId the last event received, after which the stream resumes; null for all events from the start
     */
    public ServerSentEvents stream(String id, @Nullable String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/api/v1/jobs/" + id + "/stream")
                .GET()
                .setHeader("Accept", "text/event-stream, application/problem+json");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        boolean nothingFollows = answer.statusCode() == 204;
        if (answer.statusCode() != 200 && !nothingFollows) {
            try (InputStream body = answer.body()) {
                throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return new ServerSentEvents(answer.body());
    }

    public URI modelUrl(String id) {
        return url("/api/v1/jobs/" + id + "/model");
    }

    private HttpRequest.Builder request(String path) {
        return authorised(url(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Accept", "application/json, application/problem+json");
    }

    private HttpRequest.Builder authorised(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private URI url(String path) {
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode accepted(HttpResponse<String> answer) {
        JsonNode body = json(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw problem(answer.statusCode(), answer.body());
        }
        if (!body.isObject()) {
            throw CommandFailedException.unreachable(answer.uri() + " did not return JSON; is it a Backspike service?");
        }
        return body;
    }

    private static ErrorResponseException problem(int status, String body) {
        return new ErrorResponseException(ErrorResponse.of(status, json(body)));
    }

    /** Missing where the text is no JSON. */
    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }
}
