package dev.backspike.cli.service;

import static dev.backspike.cli.service.RestConnection.segment;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

    private final RestConnection service;

    /**
     * @param base such as {@code http://127.0.0.1:8080}
     * @param token null if the service requires none
     */
    public ServiceClient(URI base, @Nullable String token) {
        service = new RestConnection(base, token);
    }

    public Presence presence() throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    service.send(service.request("/actuator/health").GET());
            JsonNode body = RestConnection.json(answer.body());
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

    // --- jobs and sweeps

    /**
     * Submits a specification.
     *
     * @param idempotencyKey makes a retry return the job of the first request
     * @return the job resource
     */
    public JsonNode submit(String spec, String idempotencyKey) throws IOException, InterruptedException {
        return service.post("/api/v1/jobs", spec, request -> request.header("Idempotency-Key", idempotencyKey));
    }

    /**
     * Submits a sweep. The service validates every run before it responds.
     *
     * @param idempotencyKey makes a retry return the sweep of the first request
     * @return the sweep resource
     */
    public JsonNode submitSweep(String spec, String idempotencyKey) throws IOException, InterruptedException {
        return service.post(
                "/api/v1/sweeps",
                spec,
                request -> request.header("Idempotency-Key", idempotencyKey).timeout(RestConnection.LONG_TIMEOUT));
    }

    /**
     * Checks a specification.
     *
     * @param gradients also those of the network, which takes a while
     * @param samples of each part of the data to show
     */
    public JsonNode validate(String spec, boolean gradients, int samples) throws IOException, InterruptedException {
        return service.post(
                "/api/v1/jobs:validate?gradients=" + gradients + "&samples=" + samples,
                spec,
                request -> request.timeout(RestConnection.LONG_TIMEOUT));
    }

    /** Whether an id is that of a sweep and not of a job. */
    public static boolean isSweep(String id) {
        return id.matches("s[0-9a-z]{18}");
    }

    public JsonNode job(String id) throws IOException, InterruptedException {
        return service.get(job(id, ""));
    }

    /**
     * Lists jobs, newest first.
     *
     * @param filter parameters of the query, such as {@code state}
     * @param most how many
     */
    public List<JsonNode> jobs(Map<String, List<String>> filter, int most) throws IOException, InterruptedException {
        return service.list("/api/v1/jobs", filter, "jobs", most);
    }

    /** The latest attempts of a job, oldest first. */
    public List<JsonNode> attempts(String id) throws IOException, InterruptedException {
        return service.list(job(id, "/attempts"), Map.of(), "attempts", Integer.MAX_VALUE);
    }

    /** The checkpoints of a job that are kept, oldest first. */
    public JsonNode checkpoints(String id) throws IOException, InterruptedException {
        return service.get(job(id, "/checkpoints")).path("checkpoints");
    }

    /** @param attempt null for all */
    public String logs(String id, @Nullable Integer attempt) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                service.send(service.request(job(id, "/logs") + (attempt == null ? "" : "?attempt=" + attempt))
                        .setHeader("Accept", "text/plain, application/problem+json")
                        .GET());
        if (answer.statusCode() != 200) {
            throw RestConnection.problem(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    public JsonNode cancel(String id) throws IOException, InterruptedException {
        return act(id, "cancel");
    }

    /** @param action such as {@code pause} */
    public JsonNode act(String id, String action) throws IOException, InterruptedException {
        return service.post((isSweep(id) ? sweep(id, "") : job(id, "")) + ":" + action);
    }

    public JsonNode sweep(String id) throws IOException, InterruptedException {
        return service.get(sweep(id, ""));
    }

    public JsonNode sweepResults(String id) throws IOException, InterruptedException {
        return service.get(sweep(id, "/results"));
    }

    public URI resultsUrl(String sweep) {
        return service.url(sweep(sweep, "/results"));
    }

    public URI failedRunsUrl(String sweep) {
        return service.url("/api/v1/jobs?state=FAILED&sweep=" + segment(sweep));
    }

    /**
     * Opens a job's event stream.
     *
     * @param lastEventId the last event received, after which the stream resumes; null for all events from the start
     */
    public ServerSentEvents stream(String id, @Nullable String lastEventId) throws IOException, InterruptedException {
        var request = service.request(job(id, "/stream"))
                .GET()
                .setHeader("Accept", "text/event-stream, application/problem+json");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new ServerSentEvents(service.open(request).body());
    }

    // --- what a job has trained

    /**
     * Runs the trained network of a job, for as long as that takes.
     *
     * @param action {@code evaluate}, {@code predict} or {@code record}
     */
    public JsonNode run(String job, String action, String body) throws IOException, InterruptedException {
        return service.post(job(job, ":" + action), body, request -> request.timeout(RestConnection.LONG_TIMEOUT));
    }

    /**
     * Opens the model of a job, for as long as reading takes. Its entity tag is the SHA-256 of the content.
     *
     * @param format {@code safetensors} or {@code nir}
     */
    public HttpResponse<InputStream> model(String job, String format) throws IOException, InterruptedException {
        return service.download(job(job, "/model?format=" + segment(format)));
    }

    /** Opens a checkpoint of a job, as {@link #model} does. */
    public HttpResponse<InputStream> checkpoint(String job, int number) throws IOException, InterruptedException {
        return service.download(job(job, "/checkpoints/" + number + "/content"));
    }

    // --- data sets

    /**
     * Uploads a data file, for as long as that takes.
     *
     * @return the file resource
     */
    public JsonNode upload(String dataset, Path file) throws IOException, InterruptedException {
        return RestConnection.accepted(service.send(
                service.authorised(service.url(file(dataset, String.valueOf(file.getFileName()))))
                        .header("Accept", RestConnection.JSON)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofFile(file))));
    }

    /** Data sets with their uploaded files, without the counts of these. */
    public List<JsonNode> datasets() throws IOException, InterruptedException {
        return service.list("/api/v1/datasets", Map.of(), "datasets", Integer.MAX_VALUE);
    }

    /** One data set with its uploaded files and what is counted in them. */
    public JsonNode dataset(String name) throws IOException, InterruptedException {
        return service.get("/api/v1/datasets/" + segment(name));
    }

    /** The first samples of an uploaded file. */
    public JsonNode samples(String dataset, String file, int limit) throws IOException, InterruptedException {
        return RestConnection.accepted(service.send(service.request(file(dataset, file) + "/samples?limit=" + limit)
                .timeout(RestConnection.LONG_TIMEOUT)
                .GET()));
    }

    /** @param file null for all files of the data set */
    public void deleteDataset(String dataset, @Nullable String file) throws IOException, InterruptedException {
        service.delete(file == null ? "/api/v1/datasets/" + segment(dataset) : file(dataset, file));
    }

    // --- workers and access

    /** Workers in order of their names. */
    public List<JsonNode> workers() throws IOException, InterruptedException {
        return service.list("/api/v1/workers", Map.of(), "workers", Integer.MAX_VALUE);
    }

    /**
     * Lets a worker take no more jobs.
     *
     * @param handBack whether it gives back what it has, instead of finishing it
     * @return the worker resource
     */
    public JsonNode drain(String worker, boolean handBack) throws IOException, InterruptedException {
        return service.post(
                "/api/v1/workers/" + segment(worker) + ":drain",
                "{\"handBack\": " + handBack + "}",
                request -> request);
    }

    public JsonNode undrain(String worker) throws IOException, InterruptedException {
        return service.post("/api/v1/workers/" + segment(worker) + ":undrain");
    }

    /** Tokens without their secrets, newest first. */
    public JsonNode tokens() throws IOException, InterruptedException {
        return service.get("/api/v1/tokens").path("tokens");
    }

    /** @return the token with its secret */
    public JsonNode createToken(String request) throws IOException, InterruptedException {
        return service.post("/api/v1/tokens", request, builder -> builder);
    }

    public void revokeToken(String id) throws IOException, InterruptedException {
        service.delete("/api/v1/tokens/" + segment(id));
    }

    /** Who the token is: its name and scopes. */
    public JsonNode caller() throws IOException, InterruptedException {
        return service.get("/api/v1/caller");
    }

    private static String job(String id, String rest) {
        return "/api/v1/jobs/" + segment(id) + rest;
    }

    private static String sweep(String id, String rest) {
        return "/api/v1/sweeps/" + segment(id) + rest;
    }

    private static String file(String dataset, String file) {
        return "/api/v1/datasets/" + segment(dataset) + "/files/" + segment(file);
    }
}
