package dev.backspike.engine.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads one structure of a file from front to back; little-endian, as all structures are. Never reads beyond its end.
 */
final class Cursor {

    private final ByteBuffer bytes;

    Cursor(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private Cursor(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    int remaining() {
        return bytes.remaining();
    }

    int position() {
        return bytes.position();
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    int u16() {
        return need(2).getShort() & 0xffff;
    }

    long u32() {
        return need(4).getInt() & 0xffffffffL;
    }

    /** A number of one to eight bytes; all bits set is -1, an undefined address. */
    long number(int size) {
        if (size < 1 || size > 8) {
            throw new Hdf5Exception("is damaged: a number of " + size + " bytes");
        }
        need(size);
        long value = 0;
        boolean undefined = true;
        for (int k = 0; k < size; k++) {
            long part = bytes.get() & 0xffL;
            undefined &= part == 0xff;
            value |= part << (8 * k);
        }
        return undefined ? -1 : value;
    }

    Cursor skip(int count) {
        need(count).position(bytes.position() + count);
        return this;
    }

    /** The next bytes as a structure of their own. */
    Cursor part(int count) {
        Cursor part = new Cursor(need(count).slice(bytes.position(), count));
        skip(count);
        return part;
    }

    byte[] bytes(int count) {
        byte[] array = new byte[need(count).position() < 0 ? 0 : count];
        bytes.get(array);
        return array;
    }

    /** Text up to a zero byte, which is consumed. */
    String text() {
        int from = bytes.position();
        while (u8() != 0) {
            // moves on
        }
        int length = bytes.position() - 1 - from;
        byte[] array = new byte[length];
        bytes.get(from, array);
        return Texts.name(array);
    }

    /** @throws Hdf5Exception if the next bytes are not this signature, which every structure of its kind begins with */
    Cursor expect(String signature) {
        byte[] found = bytes(signature.length());
        if (!signature.equals(new String(found, StandardCharsets.ISO_8859_1))) {
            throw new Hdf5Exception("is damaged: a structure " + signature + " is not where it should be");
        }
        return this;
    }

    private ByteBuffer need(int count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new Hdf5Exception("is damaged: a structure ends early");
        }
        return bytes;
    }
}
