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
    private final HttpServer server;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
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
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
