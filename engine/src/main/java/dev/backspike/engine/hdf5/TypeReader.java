package dev.backspike.engine.hdf5;

import dev.backspike.common.text.Shown;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the message that describes a {@link Hdf5Type}. */
final class TypeReader {

    private static final int MOST_NESTING = 8;
    private static final int SPACE_PADDED = 2;

    private TypeReader() {}

    static Hdf5Type read(Cursor message) {
        return read(message, 0);
    }

    private static Hdf5Type read(Cursor message, int nesting) {
        int start = message.u8();
        int version = start >> 4;
        int bits = (int) message.number(3);
        long declared = message.u32();
        if (declared == 0 || declared > Integer.MAX_VALUE || nesting > MOST_NESTING) {
            throw new Hdf5Exception("is damaged: a type of " + declared + " bytes");
        }
        int size = (int) declared;
        return switch (start & 0x0f) {
            case 0 -> whole(message, size, bits, (bits & 8) != 0);
            case 1 -> real(message, size, bits);
            case 2 -> other(message.skip(2), size, "time");
            case 3 ->
                new Hdf5Type.Text(
                        size, (bits & 0x0f) == SPACE_PADDED ? Hdf5Type.Padding.SPACES : Hdf5Type.Padding.ZEROS);
            case 4 -> whole(message, size, bits, false);
            case 5 -> other(message.skip(bits & 0xff), size, "opaque bytes");
            case 6 -> compound(message, version, size, bits & 0xffff, nesting);
            case 7 -> other(message, size, "references");
            case 8 -> enumeration(message, version, bits & 0xffff, nesting);
            case 9 -> {
                Hdf5Type of = read(message, nesting + 1);
                yield (bits & 0x0f) == 1 ? new Hdf5Type.LongText(size) : new Hdf5Type.Sequence(size, of);
            }
            case 10 -> array(message, version, size, nesting);
            default -> new Hdf5Type.Other(size, "a type of class " + (start & 0x0f));
        };
    }

    private static Hdf5Type other(Cursor ignored, int size, String name) {
        return new Hdf5Type.Other(size, name);
    }

    private static ByteOrder order(int bits) {
        return (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private static Hdf5Type whole(Cursor message, int size, int classBits, boolean signed) {
        int shift = message.u16();
        int bits = message.u16();
        if (size > 8) {
            return new Hdf5Type.Other(size, "whole numbers of " + size + " bytes");
        }
        if (bits < 1 || shift + bits > 8 * size) {
            throw new Hdf5Exception("is damaged: a number of " + bits + " bits in " + size + " bytes");
        }
        return new Hdf5Type.Whole(size, order(classBits), signed, shift, bits, Map.of());
    }

    private static Hdf5Type real(Cursor message, int size, int classBits) {
        message.skip(4);
        int exponentAt = message.u8();
        int exponentBits = message.u8();
        int mantissaAt = message.u8();
        int mantissaBits = message.u8();
        long bias = message.u32();
        int signAt = classBits >> 8 & 0xff;
        if (size > 16 || (classBits & 0x41) == 0x41) {
            return new Hdf5Type.Other(size, "floating-point numbers of an unusual layout");
        }
        int end = 8 * size;
        if (exponentBits < 1
                || exponentBits > 31
                || mantissaBits < 1
                || mantissaBits > 112
                || exponentAt + exponentBits > end
                || mantissaAt + mantissaBits > end
                || signAt >= end) {
            throw new Hdf5Exception("is damaged: a floating-point number whose parts lie outside of its bytes");
        }
        boolean impliedOne = (classBits >> 4 & 3) == 2;
        return new Hdf5Type.Real(
                size, order(classBits), signAt, exponentAt, exponentBits, mantissaAt, mantissaBits, bias, impliedOne);
    }

    private static Hdf5Type compound(Cursor message, int version, int size, int count, int nesting) {
        List<Hdf5Type.Field> fields = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            String name = name(message, version);
            long offset = version < 3 ? message.u32() : message.number(BTreeV2.bytesFor(size));
            List<Integer> dimensions = version == 1 ? dimensions(message) : List.of();
            Hdf5Type type = read(message, nesting + 1);
            if (!dimensions.isEmpty()) {
                type = arrayOf(type, dimensions, Integer.MAX_VALUE);
            }
            if (offset < 0 || offset > size - (long) type.size()) {
                throw new Hdf5Exception("is damaged: a field lies outside of its record");
            }
            fields.add(new Hdf5Type.Field(Shown.name(name), (int) offset, type));
        }
        return new Hdf5Type.Compound(size, List.copyOf(fields));
    }

    /** Version 1 has the dimensions of fields that are arrays in the fields. */
    private static List<Integer> dimensions(Cursor message) {
        int rank = message.u8();
        message.skip(3 + 4 + 4);
        List<Integer> dimensions = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            int dimension = (int) message.u32();
            if (k < rank) {
                dimensions.add(dimension);
            }
        }
        return dimensions;
    }

    /** Reads a name; up to version 2, names are padded to a multiple of eight bytes. */
    private static String name(Cursor message, int version) {
        int from = message.position();
        String name = message.text();
        int length = message.position() - from;
        if (version < 3) {
            message.skip((8 - length % 8) % 8);
        }
        return name;
    }

    private static Hdf5Type enumeration(Cursor message, int version, int count, int nesting) {
        Hdf5Type of = read(message, nesting + 1);
        List<String> names = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            names.add(name(message, version));
        }
        byte[] stored = message.bytes(Math.multiplyExact(count, of.size()));
        if (!(of instanceof Hdf5Type.Whole whole)) {
            return of;
        }
        long[] values = Numbers.wholes(whole, ByteBuffer.wrap(stored));
        Map<Long, String> byValue = new HashMap<>();
        for (int k = 0; k < count; k++) {
            byValue.put(values[k], names.get(k));
        }
        return new Hdf5Type.Whole(
                whole.size(), whole.order(), whole.signed(), whole.shift(), whole.bits(), Map.copyOf(byValue));
    }

    private static Hdf5Type array(Cursor message, int version, int size, int nesting) {
        int rank = message.u8();
        message.skip(version < 3 ? 3 : 0);
        List<Integer> dimensions = new ArrayList<>();
        for (int k = 0; k < rank; k++) {
            dimensions.add((int) message.u32());
        }
        message.skip(version < 3 ? 4 * rank : 0);
        return arrayOf(read(message, nesting + 1), dimensions, size);
    }

    private static Hdf5Type arrayOf(Hdf5Type of, List<Integer> dimensions, int most) {
        long size = of.size();
        for (int dimension : dimensions) {
            size = dimension < 1 || size > most ? Long.MAX_VALUE : size * dimension;
        }
        if (size > most) {
            throw new Hdf5Exception("is damaged: an array that does not fit into its bytes");
        }
        return new Hdf5Type.Array((int) size, List.copyOf(dimensions), of);
    }
}
