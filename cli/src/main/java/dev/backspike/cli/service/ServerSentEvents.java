package dev.backspike.cli.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server-sent events of one connection, parsed as in section 9.2.6 of the HTML standard. A separate thread reads,
 * so that {@link #next} can time out on a connection that died silently. The service's comments count as signs of life.
 */
public final class ServerSentEvents implements AutoCloseable {

    /** An item that the reading thread passes on. */
    private sealed interface Item {
        record Event(StreamEvent event) implements Item {}

        record SignOfLife() implements Item {}

        record End(@Nullable IOException cause) implements Item {}
    }

    private final InputStream body;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Thread reader;

    public ServerSentEvents(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("event-stream").start(this::read);
    }

    /**
     * Waits for the next event.
     *
     * @param patience how long the connection may be silent
     * @return null if the service ended the stream
     * @throws IOException if the connection broke or was silent for too long
     */
    @Nullable
    public StreamEvent next(Duration patience) throws IOException, InterruptedException {
        while (true) {
            switch (items.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case null -> throw new IOException("no data for " + patience.toSeconds() + " s");
                case Item.Event(StreamEvent event) -> {
                    return event;
                }
                case Item.SignOfLife _ -> {}
                case Item.End(IOException cause) when cause != null -> throw cause;
                case Item.End _ -> {
                    return null;
                }
            }
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            @Nullable String id = null;
            String type = "message";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        String text = data.substring(0, data.length() - 1);
                        items.add(new Item.Event(new StreamEvent(id, type, Json.MAPPER.readTree(text))));
                    }
                    type = "message";
                    data.setLength(0);
                } else {
                    items.add(new Item.SignOfLife());
                    int colon = line.indexOf(':');
                    String field = colon < 0 ? line : line.substring(0, colon);
                    String value = colon < 0 ? "" : line.substring(colon + 1);
                    value = value.startsWith(" ") ? value.substring(1) : value;
                    switch (field) {
                        case "id" -> id = value;
                        case "event" -> type = value;
                        case "data" -> data.append(value).append('\n');
                        default -> {} // ignores comments and unknown fields, as the standard requires
                    }
                }
            }
            items.add(new Item.End(null));
        } catch (IOException e) {
            items.add(new Item.End(e));
        } catch (RuntimeException e) {
            items.add(new Item.End(new IOException("unreadable event", e)));
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
        reader.interrupt();
    }
}
