package dev.backspike.load;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;

/**
 * One HTTP/1.1 connection, kept open for as long as the service allows. The client shares the processors with the
 * service that it measures, so it does as little as possible: a request is one write, and there is neither a thread per
 * connection nor a pool.
 */
final class Connection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final int port;
    private Socket socket;
    private InputStream in;
    private boolean closing;

    Connection(int port) throws IOException {
        this.port = port;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
        closing = false;
    }

    record Answer(int status, byte[] body) {

        /** @throws IOException if the status is another one */
        Answer expect(int wanted) throws IOException {
            if (status != wanted) {
                throw new IOException("expected HTTP status " + wanted + " but received " + status + ": "
                        + new String(body, StandardCharsets.UTF_8));
            }
            return this;
        }

        /** @throws IOException if the body does not have this form */
        <T> T read(Class<T> type) throws IOException {
            try {
                return Json.MAPPER.readValue(body, type);
            } catch (JacksonException e) {
                throw new IOException("the answer is not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
            }
        }
    }

    /** @param request a type of the worker protocol */
    Answer post(String path, Object request) throws IOException {
        return post(path, Json.MAPPER.writeValueAsBytes(request));
    }

    Answer post(String path, String json) throws IOException {
        return post(path, json.getBytes(StandardCharsets.UTF_8));
    }

    private Answer post(String path, byte[] body) throws IOException {
        send(
                "POST " + path,
                "Accept: application/json\r\nContent-Type: application/json\r\nContent-Length: " + body.length,
                body);
        Head head = head();
        return new Answer(head.status, body(head).readAllBytes());
    }

    /** Opens a stream of server-sent events and returns its lines as they arrive. */
    BufferedReader follow(String path) throws IOException {
        send("GET " + path, "Accept: text/event-stream", new byte[0]);
        Head head = head();
        InputStream body = body(head);
        if (head.status != 200) {
            throw new IOException(path + " answered with HTTP status " + head.status + ": "
                    + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), 1 << 10);
    }

    private void send(String request, String headers, byte[] body) throws IOException {
        if (closing) {
            // The service closes a connection after a number of requests.
            socket.close();
            connect();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 200);
        all.writeBytes((request + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        all.writeTo(socket.getOutputStream());
    }

    /** @param length bytes in the body; -1 if it is chunked */
    private record Head(int status, long length) {}

    private Head head() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> length = -1;
                case "connection" -> closing = value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        return new Head(status, length);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the service closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private InputStream body(Head head) {
        return new Body(head.length);
    }

    /** The body of one answer; bytes that follow on the connection stay unread. */
    private final class Body extends InputStream {

        private final boolean chunked;
        private long left;
        private boolean over;

        Body(long length) {
            chunked = length < 0;
            left = Math.max(0, length);
            over = length == 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0 && !over) {
                nextChunk();
            }
            if (over) {
                return -1;
            }
            int got = in.read(to, offset, (int) Math.min(length, left));
            if (got < 0) {
                throw new EOFException("the service closed the connection within an answer");
            }
            left -= got;
            if (left == 0) {
                if (chunked) {
                    line();
                } else {
                    over = true;
                }
            }
            return got;
        }

        private void nextChunk() throws IOException {
            left = Long.parseLong(line().split(";", 2)[0], 16);
            if (left == 0) {
                over = true;
                line();
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
