package dev.backspike.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A service of one job, {@value #JOB}, that says what a test tells it to, and remembers what it was asked. */
final class FakeService implements AutoCloseable {

    static final String JOB = "0192aa";

    /** @param lastEventId null where the client sent none */
    record Request(
            String line,
            @Nullable String lastEventId,
            @Nullable String idempotencyKey,
            @Nullable String authorization,
            String body) {}

    /** Writes one connection's event stream; the connection closes when it returns. */
    interface Script {
        void play(EventWriter events) throws IOException, InterruptedException;
    }

    record EventWriter(OutputStream out) {
        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void event(int id, String type, String data) throws IOException {
            raw("id:" + id + "\nevent:" + type + "\ndata:" + data + "\n\n");
        }

        void started(int id, int epochs) throws IOException {
            event(
                    id,
                    "attempt.started",
                    "{\"engine\":\"event\",\"threads\":2,\"epochs\":" + epochs + ",\"steps\":" + 100 * epochs + "}");
        }

        void epoch(int id, int epoch, double testAccuracy) throws IOException {
            event(
                    id,
                    "metrics",
                    "{\"epoch\":" + epoch + ",\"step\":" + 100 * epoch + ",\"values\":{\"train.loss\":0.25,"
                            + "\"test.accuracy\":" + testAccuracy + ",\"train.samplesPerSecond\":5120}}");
        }
    }

    private record Answer(int status, String body, @Nullable String entityTag) {

        Answer(int status, String body) {
            this(status, body, null);
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> scripted = new ConcurrentHashMap<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Answer health = new Answer(200, "{\"status\":\"UP\"}");
    private volatile String job = job("QUEUED");
    private volatile int submitStatus = 201;
    private volatile String submitBody = "";
    private volatile String validation = "{}";
    private volatile List<Script> scripts = List.of();
    private int connections;

    FakeService() throws IOException {
        this(0);
    }

    FakeService(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/actuator/health", exchange -> answer(exchange, health.status(), health.body()));
        server.createContext("/api/v1/jobs", this::jobs);
        server.createContext("/api/v1", this::scripted);
        server.start();
    }

    static String job(String state) {
        return "{\"id\":\"" + JOB + "\",\"name\":\"toy\",\"state\":\"" + state + "\"}";
    }

    static String job(String state, String moreFields) {
        return job(state).replace("}", "," + moreFields + "}");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void healthIs(int status, String body) {
        health = new Answer(status, body);
    }

    /** What GET answers from now on. */
    void jobIs(String resource) {
        job = resource;
    }

    /** What a validation answers from now on. */
    void validatesAs(String answer) {
        validation = answer;
    }

    void refusesWith(int status, String problem) {
        submitStatus = status;
        submitBody = problem;
    }

    /** @param line of the request, such as {@code GET /api/v1/workers} */
    void answers(String line, int status, String body) {
        scripted.put(line, new Answer(status, body));
    }

    /** The same with an entity tag. */
    void answers(String line, int status, String body, String entityTag) {
        scripted.put(line, new Answer(status, body, entityTag));
    }

    /** One script per connection to the event stream, in order. */
    void streams(Script... perConnection) {
        scripts = List.of(perConnection);
    }

    List<Request> streamRequests() {
        return requests.stream().filter(r -> r.line().endsWith("/stream")).toList();
    }

    /** @return its line */
    private String remember(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(new Request(
                line,
                headers.getFirst("Last-Event-ID"),
                headers.getFirst("Idempotency-Key"),
                headers.getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        return line;
    }

    private void scripted(HttpExchange exchange) throws IOException {
        answerScripted(exchange, remember(exchange));
    }

    private void answerScripted(HttpExchange exchange, String line) {
        Answer answer = scripted.getOrDefault(
                line, new Answer(404, "{\"title\":\"Not found\",\"status\":404,\"detail\":\"there is no such job\"}"));
        if (answer.entityTag() != null) {
            exchange.getResponseHeaders().add("ETag", answer.entityTag());
        }
        answer(exchange, answer.status(), answer.body());
    }

    private void jobs(HttpExchange exchange) throws IOException {
        String line = remember(exchange);
        if (line.equals("POST /api/v1/jobs")) {
            answer(exchange, submitStatus, submitStatus == 201 ? job : submitBody);
        } else if (line.startsWith("POST /api/v1/jobs:validate")) {
            answer(exchange, submitStatus == 201 ? 200 : submitStatus, submitStatus == 201 ? validation : submitBody);
        } else if (line.equals("POST /api/v1/jobs/" + JOB + ":pause")) {
            answer(exchange, 202, job("RUNNING"));
        } else if (line.equals("POST /api/v1/jobs/" + JOB + ":cancel")) {
            job = job("CANCELLED");
            answer(exchange, 200, job);
        } else if (line.equals("GET /api/v1/jobs/" + JOB)) {
            answer(exchange, 200, job);
        } else if (line.equals("GET /api/v1/jobs/" + JOB + "/stream")) {
            stream(exchange);
        } else {
            answerScripted(exchange, line);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        Script script;
        synchronized (this) {
            script = scripts.get(connections++);
        }
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            script.play(new EventWriter(exchange.getResponseBody()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
