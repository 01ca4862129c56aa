package dev.backspike.cli;

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
 * One connection's server-sent events, parsed as the HTML standard says (section 9.2.6). A thread of its own reads, so
 * that {@link #next} can give up on a connection that died without a word; the service's comments count as signs of
 * life.
 */
final class EventStream implements AutoCloseable {

    /** What the reading thread hands over. */
    private sealed interface Item {
        record Event(StreamEvent event) implements Item {}

        record SignOfLife() implements Item {}

        record End(@Nullable IOException cause) implements Item {}
    }

    private final InputStream body;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final Thread reader;

    EventStream(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("event-stream").start(this::read);
    }

    /**
     * Waits for the next event.
     *
     * @return null when the service ended the stream
     * @throws IOException when the connection broke, or nothing came for so long
     */
    @Nullable
    StreamEvent next(Duration patience) throws IOException, InterruptedException {
        while (true) {
            switch (items.poll(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case null -> throw new IOException("no sign of life for " + patience.toSeconds() + " s");
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
                        default -> {} // comments and fields that mean nothing here, as the standard asks
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
