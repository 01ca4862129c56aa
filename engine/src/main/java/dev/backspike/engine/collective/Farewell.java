package dev.backspike.engine.collective;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.FailureKind;
import java.nio.ByteBuffer;

/** The last message of a replica that does not train to the end. */
sealed interface Farewell {

    /** It stops on request: its worker is stopping, or the job is paused or cancelled. */
    record Left() implements Farewell {}

    /** It cannot continue. */
    record Failed(AttemptEvent.Failed event) implements Farewell {}

    /** The most bytes of a farewell. */
    int MOST_BYTES = 8192;

    int MOST_CODE = 64;
    int MOST_MESSAGE = 1500;

    /**
     *
     *
     * <pre>ordinal of the kind of failure, or -1 | length of the code | code | message</pre>
     */
    default byte[] bytes() {
        return switch (this) {
            case Left _ -> new byte[] {-1};
            case Failed(AttemptEvent.Failed event) -> {
                byte[] code = cut(event.code(), MOST_CODE).getBytes(UTF_8);
                byte[] message = cut(event.message(), MOST_MESSAGE).getBytes(UTF_8);
                yield ByteBuffer.allocate(2 + code.length + message.length)
                        .put((byte) event.kind().ordinal())
                        .put((byte) code.length)
                        .put(code)
                        .put(message)
                        .array();
            }
        };
    }

    /** @throws IllegalArgumentException if it is none */
    static Farewell read(byte[] bytes) {
        if (bytes.length == 1 && bytes[0] == -1) {
            return new Left();
        }
        FailureKind[] kinds = FailureKind.values();
        if (bytes.length < 2
                || bytes[0] < 0
                || bytes[0] >= kinds.length
                || bytes[1] < 0
                || bytes[1] > bytes.length - 2) {
            throw new IllegalArgumentException("malformed farewell");
        }
        String code = new String(bytes, 2, bytes[1], UTF_8);
        if (!code.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("malformed code in a farewell");
        }
        int end = 2 + bytes[1];
        String message = new String(bytes, end, bytes.length - end, UTF_8);
        return new Failed(new AttemptEvent.Failed(kinds[bytes[0]], code, message));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
