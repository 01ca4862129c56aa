package dev.backspike.engine.hdf5;

import java.util.Arrays;

/**
 * The shape of a data set.
 *
 * @param dimensions none for a single element; one of 0 for an empty data set
 * @param most what each dimension may grow to, -1 without limit
 */
record Dataspace(long[] dimensions, long[] most) {

    private static final int MOST_RANK = 32;
    private static final int NULL = 2;

    static Dataspace read(Storage storage, Cursor message) {
        int version = message.u8();
        int rank = message.u8();
        int flags = message.u8();
        int kind = message.u8();
        if (version == 1) {
            message.skip(4);
        } else if (version != 2) {
            throw new Hdf5Exception("has a data space of version " + version + ", which is not supported");
        }
        if (rank > MOST_RANK) {
            throw new Hdf5Exception("is damaged: " + rank + " dimensions");
        }
        if (version == 2 && kind == NULL) {
            return new Dataspace(new long[] {0}, new long[] {0});
        }
        long[] dimensions = new long[rank];
        for (int d = 0; d < rank; d++) {
            dimensions[d] = storage.length(message);
        }
        long[] most = dimensions.clone();
        for (int d = 0; d < rank && (flags & 1) != 0; d++) {
            most[d] = message.number(storage.lengthSize());
        }
        return new Dataspace(dimensions, most);
    }

    /** @throws ArithmeticException if no number can count the elements */
    long elements() {
        return Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    }
}
