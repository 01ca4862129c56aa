package dev.backspike.engine.hdf5;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The type of a data set's elements; its text is what messages call it. */
public sealed interface Hdf5Type {

    /** Bytes of an element within a data set. */
    int size();

    /** Whether elements are texts, of a fixed number of bytes or of any length. */
    default boolean isText() {
        return this instanceof Text || this instanceof LongText;
    }

    /** Whether elements are whole or floating-point numbers. */
    default boolean isNumber() {
        return this instanceof Whole || this instanceof Real;
    }

    /**
     * A whole number; booleans and other enumerations are the number behind them.
     *
     * @param shift bits below the number
     * @param bits of the number itself
     * @param names of the values of an enumeration; empty for other numbers
     */
    record Whole(int size, ByteOrder order, boolean signed, int shift, int bits, Map<Long, String> names)
            implements Hdf5Type {
        @Override
        public String toString() {
            return (signed ? "int" : "uint") + bits + (order == ByteOrder.BIG_ENDIAN ? " (big-endian)" : "");
        }
    }

    /**
     * A floating-point number of any layout.
     *
     * @param impliedOne whether the mantissa's leading one is left out
     */
    record Real(
            int size,
            ByteOrder order,
            int signAt,
            int exponentAt,
            int exponentBits,
            int mantissaAt,
            int mantissaBits,
            long bias,
            boolean impliedOne)
            implements Hdf5Type {
        @Override
        public String toString() {
            return "float" + 8 * size + (order == ByteOrder.BIG_ENDIAN ? " (big-endian)" : "");
        }
    }

    /** What fills up a text that is shorter than its bytes. */
    enum Padding {
        ZEROS,
        SPACES
    }

    /** Text of a fixed number of bytes. */
    record Text(int size, Padding padding) implements Hdf5Type {
        @Override
        public String toString() {
            return "text of " + size + " bytes";
        }
    }

    /** Text of any length, in the global heap. */
    record LongText(int size) implements Hdf5Type {
        @Override
        public String toString() {
            return "text";
        }
    }

    /** A list of variable length, whose elements lie in the global heap. */
    record Sequence(int size, Hdf5Type of) implements Hdf5Type {
        @Override
        public String toString() {
            return "lists of " + of;
        }
    }

    /** A record with fields, such as a row of a table. */
    record Compound(int size, List<Field> fields) implements Hdf5Type {
        @Override
        public String toString() {
            return fields.stream()
                    .map(field -> field.name() + " " + field.type())
                    .collect(Collectors.joining(", ", "compound (", ")"));
        }
    }

    /** @param offset bytes from the beginning of the record */
    record Field(String name, int offset, Hdf5Type type) {}

    /** A fixed number of elements. */
    record Array(int size, List<Integer> dimensions, Hdf5Type of) implements Hdf5Type {
        @Override
        public String toString() {
            return "arrays " + dimensions + " of " + of;
        }
    }

    /** A type that this reader does not support: times, opaque bytes, references. */
    record Other(int size, String name) implements Hdf5Type {
        @Override
        public String toString() {
            return name;
        }
    }
}
