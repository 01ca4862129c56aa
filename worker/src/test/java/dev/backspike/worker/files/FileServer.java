package dev.backspike.worker.files;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service that has some files. It may pause in the middle of each. */
final class FileServer implements AutoCloseable {

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile long pauseMillis;

    /** Checksums, in the order in which they were asked for. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/worker/files/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A file of so many bytes, each the given one. */
    Sha256 add(int content, int bytes) {
        byte[] file = new byte[bytes];
        java.util.Arrays.fill(file, (byte) content);
        Sha256 sha256 = Sha256.of(file);
        files.put(sha256.text(), file);
        return sha256;
    }

    void pauseInTheMiddle(long millis) {
        pauseMillis = millis;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String sha256 = path.substring(path.lastIndexOf('/') + 1);
        byte[] file = files.get(sha256);
        asked.add(sha256);
        try (exchange) {
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.sendResponseHeaders(200, file.length);
            int half = file.length / 2;
            exchange.getResponseBody().write(file, 0, half);
            exchange.getResponseBody().flush();
            Thread.sleep(pauseMillis);
            exchange.getResponseBody().write(file, half, file.length - half);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
