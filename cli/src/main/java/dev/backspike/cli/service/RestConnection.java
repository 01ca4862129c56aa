package dev.backspike.cli.service;

import dev.backspike.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Requests to a service with its token, and their answers as JSON. */
final class RestConnection {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Generous because a machine that trains on all its cores responds late. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    /**
     * The time limit of a gradient check of a large network or a sweep of many runs: the service limits the number of
     * comparisons, but not the duration of a trial.
     */
    static final Duration LONG_TIMEOUT = Duration.ofMinutes(10);

    static final String JSON = "application/json, application/problem+json";

    /** The most that the service puts on a page. */
    private static final int PAGE = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI base;
    private final @Nullable String token;

    RestConnection(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    URI url(String path) {
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }

    HttpRequest.Builder request(String path) {
        return authorised(url(path)).timeout(REQUEST_TIMEOUT).header("Accept", JSON);
    }

    /** A request without a time limit. */
    HttpRequest.Builder authorised(URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return accepted(send(request(path).GET()));
    }

    /**
     * Reads the pages of a list.
     *
     * @param field of a page that holds its elements
     * @param most how many elements to read
     */
    List<JsonNode> list(String path, Map<String, List<String>> query, String field, int most)
            throws IOException, InterruptedException {
        List<JsonNode> found = new ArrayList<>();
        String next = null;
        do {
            Map<String, List<String>> page = new LinkedHashMap<>(query);
            page.put("limit", List.of(String.valueOf(Math.min(PAGE, most - found.size()))));
            if (next != null) {
                page.put("pageToken", List.of(next));
            }
            JsonNode answer = get(path + query(page));
            answer.path(field).forEach(found::add);
            next = answer.path("nextPageToken").asString(null);
        } while (next != null && found.size() < most);
        return found;
    }

    /** @param more adds to the request, such as a header */
    JsonNode post(String path, String body, UnaryOperator<HttpRequest.Builder> more)
            throws IOException, InterruptedException {
        return accepted(send(more.apply(request(path).header("Content-Type", "application/json"))
                .POST(BodyPublishers.ofString(body))));
    }

    /** A request without a body. */
    JsonNode post(String path) throws IOException, InterruptedException {
        return accepted(send(request(path).POST(BodyPublishers.noBody())));
    }

    void delete(String path) throws IOException, InterruptedException {
        accepted(send(request(path).DELETE()));
    }

    HttpResponse<InputStream> download(String path) throws IOException, InterruptedException {
        return open(authorised(url(path)).header("Accept", "application/octet-stream, application/problem+json"));
    }

    /** Opens a body of any length, which the caller closes. It is empty where the service says that there is none. */
    HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200 && answer.statusCode() != 204) {
            try (InputStream body = answer.body()) {
                throw problem(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return answer;
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static JsonNode accepted(HttpResponse<String> answer) {
        JsonNode body = json(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw problem(answer.statusCode(), answer.body());
        }
        if (!body.isObject() && answer.statusCode() != 204) {
            throw CommandFailedException.unreachable(answer.uri() + " did not return JSON; is it a Backspike service?");
        }
        return body;
    }

    static ErrorResponseException problem(int status, String body) {
        return new ErrorResponseException(ErrorResponse.of(status, json(body)));
    }

    /** Missing where the text is no JSON. */
    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static String query(Map<String, List<String>> parameters) {
        return parameters.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> segment(parameter.getKey()) + "=" + segment(value)))
                .collect(Collectors.joining("&", "?", ""));
    }
}
