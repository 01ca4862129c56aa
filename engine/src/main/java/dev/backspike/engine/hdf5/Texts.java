package dev.backspike.engine.hdf5;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes texts without loss: replacing what is not UTF-8 would make one name of several, and with it one class or one
 * sample.
 */
final class Texts {

    private Texts() {}

    /** @throws Hdf5Exception if the bytes are not UTF-8, of which ASCII is a part */
    static String utf8(byte[] bytes, int length) {
        try {
            return decode(bytes, length);
        } catch (CharacterCodingException e) {
            throw new Hdf5Exception(
                    "has a text that is not UTF-8; write texts as UTF-8, such as text.encode('utf-8') in Python");
        }
    }

    /** A name, which is Latin-1 where it is not UTF-8: objects that nothing asks for may have any name. */
    static String name(byte[] bytes) {
        try {
            return decode(bytes, bytes.length);
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static String decode(byte[] bytes, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, 0, length))
                .toString();
    }
}
