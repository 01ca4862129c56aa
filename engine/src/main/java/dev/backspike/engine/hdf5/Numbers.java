package dev.backspike.engine.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of any width, order and layout. */
final class Numbers {

    /** Beyond what any double has. */
    private static final long MOST_EXPONENT = 10_000;

    private Numbers() {}

    static long[] wholes(Hdf5Type type, ByteBuffer data) {
        if (!(type instanceof Hdf5Type.Whole whole)) {
            throw new Hdf5Exception("is not whole numbers, but " + type);
        }
        long[] values = new long[data.capacity() / whole.size()];
        data.order(whole.order());
        for (int k = 0; k < values.length; k++) {
            values[k] = whole(whole, data, k * whole.size());
        }
        return values;
    }

    static double[] reals(Hdf5Type type, ByteBuffer data) {
        double[] values = new double[data.capacity() / type.size()];
        switch (type) {
            case Hdf5Type.Whole _ -> {
                long[] wholes = wholes(type, data);
                for (int k = 0; k < values.length; k++) {
                    values[k] = wholes[k];
                }
            }
            case Hdf5Type.Real real -> {
                ByteBuffer ordered = data.order(real.order());
                for (int k = 0; k < values.length; k++) {
                    values[k] = real(real, ordered, k * real.size());
                }
            }
            default -> throw new Hdf5Exception("is not numbers, but " + type);
        }
        return values;
    }

    private static long whole(Hdf5Type.Whole type, ByteBuffer ordered, int at) {
        long raw = switch (type.size()) {
            case 1 -> ordered.get(at) & 0xffL;
            case 2 -> ordered.getShort(at) & 0xffffL;
            case 4 -> ordered.getInt(at) & 0xffffffffL;
            case 8 -> ordered.getLong(at);
            default -> bits(type.order(), type.size(), ordered, at, 0, 8 * type.size());
        };
        int above = 64 - type.shift() - type.bits();
        long value = type.signed() ? raw << above >> (above + type.shift()) : raw << above >>> (above + type.shift());
        if (!type.signed() && value < 0) {
            throw new Hdf5Exception("has the number " + Long.toUnsignedString(value) + ", which is 2^63 or more");
        }
        return value;
    }

    private static double real(Hdf5Type.Real type, ByteBuffer data, int at) {
        if (type.size() == 4 && type.mantissaBits() == 23 && type.exponentBits() == 8 && type.bias() == 127) {
            return data.getFloat(at);
        }
        if (type.size() == 8 && type.mantissaBits() == 52 && type.exponentBits() == 11 && type.bias() == 1023) {
            return data.getDouble(at);
        }
        return unusual(type, data, at);
    }

    /** Computes a number from sign, exponent and mantissa; digits beyond a double's precision are cut off. */
    private static double unusual(Hdf5Type.Real type, ByteBuffer data, int at) {
        long exponent = bits(type.order(), type.size(), data, at, type.exponentAt(), type.exponentBits());
        // the highest bits of the mantissa, as many as a long holds with room to spare
        int used = Math.min(type.mantissaBits(), 62);
        long mantissa = bits(type.order(), type.size(), data, at, type.mantissaAt() + type.mantissaBits() - used, used);
        double sign = bits(type.order(), type.size(), data, at, type.signAt(), 1) == 0 ? 1 : -1;
        double fraction = mantissa * Math.scalb(1.0, -used);
        long top = (1L << type.exponentBits()) - 1;
        if (exponent == top) {
            // the leading one, where it is kept, is no part of the question
            boolean infinite = mantissa == 0 || (!type.impliedOne() && fraction == 0.5);
            return infinite ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (!type.impliedOne()) {
            return sign * scaled(2 * fraction, exponent - type.bias());
        }
        return exponent == 0
                ? sign * scaled(fraction, 1 - type.bias())
                : sign * scaled(1 + fraction, exponent - type.bias());
    }

    private static double scaled(double value, long exponent) {
        return Math.scalb(value, (int) Math.clamp(exponent, -MOST_EXPONENT, MOST_EXPONENT));
    }

    /** @param from the lowest bit, counted from the lowest of all {@code size} bytes */
    private static long bits(ByteOrder order, int size, ByteBuffer data, int at, int from, int count) {
        long value = 0;
        for (int bit = from + count - 1; bit >= from; bit--) {
            int place = order == ByteOrder.BIG_ENDIAN ? size - 1 - bit / 8 : bit / 8;
            value = value << 1 | (data.get(at + place) >> bit % 8 & 1);
        }
        return value;
    }
}
