package dev.backspike.engine.inspection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The wire between the service and an {@link InspectionChild}: each message is its length in bytes, a big-endian
 * {@code int}, followed by that many bytes of JSON in UTF-8.
 */
public final class InspectionFrames {

    /**
     * The length of the longest message, in bytes; a resolved specification, the longest by far, has at most a few
     * megabytes.
     */
    public static final int LONGEST = 16 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private InspectionFrames() {}

    /** The mapper that both sides use, also for the result within {@link InspectionAnswer.Done}. */
    public static JsonMapper json() {
        return JSON;
    }

    /**
     * @throws MalformedMessageException if the message is longer than {@link #LONGEST}; nothing is written then
     * @throws IOException if the other side is gone
     */
    public static void write(OutputStream to, Object message) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(message);
        if (bytes.length > LONGEST) {
            throw new MalformedMessageException(
                    "a message has " + bytes.length + " bytes, more than the " + LONGEST + " allowed");
        }
        DataOutputStream data = new DataOutputStream(to);
        data.writeInt(bytes.length);
        data.write(bytes);
        data.flush();
    }

    /**
     * Reads one message; allocates no more than has arrived.
     *
     * @throws EOFException if the other side is gone
     * @throws MalformedMessageException if what arrives is no message of that type, or is longer than {@link #LONGEST}
     * @throws IOException if reading fails
     */
    public static <T> T read(InputStream from, Class<T> type) throws IOException {
        int length = new DataInputStream(from).readInt();
        if (length < 0 || length > LONGEST) {
            throw new MalformedMessageException(
                    "a message announces " + length + " bytes; at most " + LONGEST + " are allowed");
        }
        byte[] bytes = from.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a message ends after " + bytes.length + " of " + length + " bytes");
        }
        try {
            return JSON.readValue(bytes, type);
        } catch (JacksonException e) {
            throw new MalformedMessageException("a message is not what it has to be: " + e.getOriginalMessage());
        }
    }
}
