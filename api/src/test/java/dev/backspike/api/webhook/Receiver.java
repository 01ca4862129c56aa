package dev.backspike.api.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody's program that webhooks call. */
final class Receiver implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    record Request(String path, String id, String timestamp, String signature, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile int status = 204;
    /** Whether an answer's body has no end. */
    volatile boolean endless;
    /** What answers wait for; null for nothing. */
    volatile @Nullable CountDownLatch beforeAnswer;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void receive(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        requests.add(new Request(
                exchange.getRequestURI().getPath(),
                Objects.requireNonNull(headers.getFirst("webhook-id")),
                Objects.requireNonNull(headers.getFirst("webhook-timestamp")),
                Objects.requireNonNull(headers.getFirst("webhook-signature")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.getResponseHeaders().set("Location", url().replace("/hook", "/elsewhere"));
        CountDownLatch latch = beforeAnswer;
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        exchange.sendResponseHeaders(status, endless ? 0 : -1);
        if (endless) {
            while (true) {
                exchange.getResponseBody().write(new byte[8192]); // fails once the client has closed
            }
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
