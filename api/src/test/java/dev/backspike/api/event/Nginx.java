package dev.backspike.api.event;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * An nginx in front of a service, as it is configured by default (it buffers responses), but for {@code ignoring}.
 *
 * @param port where it takes requests
 * @param ignoring the same with {@code X-Accel-Buffering} switched off
 */
record Nginx(Process process, int port, int ignoring) implements AutoCloseable {

    /**
     * Aborts the test where there is no nginx.
     *
     * @param folder for its files
     */
    static Nginx before(int service, Path folder) throws IOException, InterruptedException {
        Path program = program();
        int port = freePort();
        int ignoring = freePort();
        boolean root = "root".equals(System.getProperty("user.name"));
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"), """
            daemon off;
            %s
            worker_processes 1;
            pid %2$s/pid;
            error_log %2$s/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %2$s/body;
              proxy_temp_path %2$s/proxy;
              fastcgi_temp_path %2$s/fastcgi;
              uwsgi_temp_path %2$s/uwsgi;
              scgi_temp_path %2$s/scgi;
              proxy_set_header Host $http_host;
              server { listen 127.0.0.1:%3$d; location / { proxy_pass http://127.0.0.1:%5$d; } }
              server {
                listen 127.0.0.1:%4$d;
                location / { proxy_ignore_headers X-Accel-Buffering; proxy_pass http://127.0.0.1:%5$d; }
              }
            }
            """.formatted(root ? "user root;" : "", folder, port, ignoring, service));
        Process process = new ProcessBuilder(
                        program.toString(), "-p", folder.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Nginx nginx = new Nginx(process, port, ignoring);
        while (!nginx.listens()) {
            if (!process.isAlive()) {
                throw new IOException("nginx ended: " + Files.readString(folder.resolve("output")));
            }
            Thread.sleep(20);
        }
        return nginx;
    }

    private static Path program() {
        Stream<String> folders = Stream.concat(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/usr/local/sbin"));
        return folders.map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("nginx is not installed"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ignoring));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
