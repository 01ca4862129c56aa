package dev.backspike.engine.collective;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last message of a replica that does not train to the end. */
sealed interface Farewell {

    /** It stops on request: its worker is stopping, or the job is paused or cancelled. */
    record Left() implements Farewell {}

    /** It cannot continue. */
    record Failed(AttemptEvent.Failed event) implements Farewell {}

    /** The most bytes of a farewell. */
    int MOST_BYTES = 8192;

    Pattern LINES = Pattern.compile("([A-Z_]+)\n([a-z0-9-]+)\n(.*)", Pattern.DOTALL);

    int MOST_CODE = 64;
    int MOST_MESSAGE = 1500;

    /** Three lines: kind of the failure, code, message; nothing if the replica has left. */
    default byte[] bytes() {
        return switch (this) {
            case Left _ -> new byte[0];
            case Failed(AttemptEvent.Failed event) ->
                (event.kind().name() + '\n' + cut(event.code(), MOST_CODE) + '\n' + cut(event.message(), MOST_MESSAGE))
                        .getBytes(UTF_8);
        };
    }

    /** @throws IllegalArgumentException if it is none */
    static Farewell read(byte[] bytes) {
        if (bytes.length == 0) {
            return new Left();
        }
        Matcher lines = LINES.matcher(new String(bytes, UTF_8));
        if (!lines.matches()) {
            throw new IllegalArgumentException("malformed farewell");
        }
        return new Failed(new AttemptEvent.Failed(FailureKind.valueOf(lines.group(1)), lines.group(2), lines.group(3)));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
