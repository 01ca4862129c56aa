package dev.backspike.engine.hdf5;

/**
 * Copies the elements that a chunk and some rows of a data set have in common, a run of the last dimension at a time.
 */
final class ChunkCopy {

    private final long[] shape;
    private final long[] chunk;
    private final int elementSize;
    private final long first;
    private final long count;

    /**
     * @param shape of the data set
     * @param chunk shape of a chunk
     * @param first row wanted
     * @param count of rows wanted
     */
    ChunkCopy(long[] shape, long[] chunk, int elementSize, long first, long count) {
        this.shape = shape;
        this.chunk = chunk;
        this.elementSize = elementSize;
        this.first = first;
        this.count = count;
    }

    /**
     * @param row of chunks
     * @param k number of the chunk within its row
     * @param grid of chunks
     * @param into the rows wanted
     */
    void copy(byte[] from, long row, long k, long[] grid, byte[] into) {
        long[] origin = new long[shape.length];
        origin[0] = row * chunk[0];
        for (int d = shape.length - 1; d > 0; d--) {
            origin[d] = k % grid[d] * chunk[d];
            k /= grid[d];
        }
        long begin = Math.max(first, origin[0]);
        long end = Math.min(Math.min(first + count, shape[0]), origin[0] + chunk[0]);
        long source = begin - origin[0];
        long target = begin - first;
        copy(from, into, 0, source, target, end - begin, origin);
    }

    /**
     * @param source index in the chunk, and {@code target} in the rows wanted, row-major over the dimensions up to
     *     {@code d}
     * @param length indices of dimension {@code d}
     */
    private void copy(byte[] from, byte[] into, int d, long source, long target, long length, long[] origin) {
        if (d == shape.length - 1) {
            System.arraycopy(
                    from,
                    Math.toIntExact(source * elementSize),
                    into,
                    Math.toIntExact(target * elementSize),
                    Math.toIntExact(length * elementSize));
            return;
        }
        long next = Math.min(chunk[d + 1], shape[d + 1] - origin[d + 1]);
        for (long i = 0; i < length; i++) {
            copy(
                    from,
                    into,
                    d + 1,
                    (source + i) * chunk[d + 1],
                    (target + i) * shape[d + 1] + origin[d + 1],
                    next,
                    origin);
        }
    }
}
