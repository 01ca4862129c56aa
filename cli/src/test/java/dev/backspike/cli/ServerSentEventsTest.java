package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.ServerSentEvents;
import dev.backspike.cli.service.StreamEvent;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TWO_EVENTS = """
            id: 1
            event: metrics
            data: {"name":
            data: "Göltz"}

            : a comment
            retry: 100
            id:2
            event:note
            data:{"a":1}

            """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsEventsWhateverTheLineEnds(String lineEnd) throws Exception {
        assertThat(events(bytes(TWO_EVENTS.replace("\n", lineEnd))))
                .containsExactly(event("1", "metrics", "{\"name\":\"Göltz\"}"), event("2", "note", "{\"a\":1}"));
    }

    @Test
    void readsEventsThatArriveByteByByte() throws Exception {
        assertThat(events(oneByteAtATime(TWO_EVENTS))).hasSize(2).isEqualTo(events(bytes(TWO_EVENTS)));
    }

    @Test
    void anEventCutOffByTheEndIsNoEvent() throws Exception {
        assertThat(events(bytes("id:1\nevent:note\ndata:{}\n\nid:2\nevent:note\ndata:{}\n")))
                .containsExactly(event("1", "note", "{}"));
    }

    @Test
    void aTypeHoldsForOneEventAndAnIdUntilTheNext() throws Exception {
        assertThat(events(bytes("id:7\nevent:note\ndata:1\n\ndata:2\n\n")))
                .containsExactly(event("7", "note", "1"), event("7", "message", "2"));
    }

    @Test
    void aBrokenConnectionIsAnErrorAfterItsEvents() throws Exception {
        InputStream breaks = new FilterInputStream(bytes("event:note\ndata:1\n\n")) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = super.read(target, offset, length);
                if (read < 0) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        };
        try (ServerSentEvents stream = new ServerSentEvents(breaks)) {
            assertThat(stream.next(PATIENCE)).isNotNull();
            assertThatThrownBy(() -> stream.next(PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("connection reset");
        }
    }

    @Test
    void dataThatIsNoJsonIsAnError() throws Exception {
        try (ServerSentEvents stream = new ServerSentEvents(bytes("data:{oops\n\n"))) {
            assertThatThrownBy(() -> stream.next(PATIENCE))
                    .isInstanceOf(IOException.class)
                    .hasMessage("unreadable event");
        }
    }

    @Test
    void aSilentConnectionIsGivenUp() throws Exception {
        try (PipedOutputStream silent = new PipedOutputStream();
                ServerSentEvents stream = new ServerSentEvents(new PipedInputStream(silent))) {
            assertThatThrownBy(() -> stream.next(Duration.ofMillis(20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no data for");
        }
    }

    private static List<StreamEvent> events(InputStream body) throws Exception {
        List<StreamEvent> events = new ArrayList<>();
        try (ServerSentEvents stream = new ServerSentEvents(body)) {
            for (StreamEvent e = stream.next(PATIENCE); e != null; e = stream.next(PATIENCE)) {
                events.add(e);
            }
        }
        return events;
    }

    private static StreamEvent event(String id, String type, String json) {
        return new StreamEvent(id, type, Json.MAPPER.readTree(json));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As a network may deliver it, in the middle of characters, too. */
    private static InputStream oneByteAtATime(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1));
            }
        };
    }
}
