package dev.backspike.engine.hdf5;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a data set by their number, counted row-major over the grid of chunks that the data set's present shape
 * has. Numbers without a chunk hold the fill value.
 */
final class ChunkTable {

    private final Storage storage;
    private final Dataspace space;
    private final long[] chunk;
    private final long[] grid;
    private final long chunkBytes;
    private final Map<Long, Chunk> chunks = new HashMap<>();

    /** @param chunkBytes of a chunk that is not filtered */
    ChunkTable(Storage storage, Dataspace space, StorageLayout.Chunked layout, long chunkBytes) {
        this.storage = storage;
        this.space = space;
        this.chunk = layout.dimensions();
        this.grid = grid(space.dimensions(), chunk);
        this.chunkBytes = chunkBytes;
        read(layout.index());
    }

    /** How many chunks there are in each dimension; one that may be cut off at the end counts. */
    static long[] grid(long[] extent, long[] chunk) {
        long[] grid = new long[extent.length];
        for (int d = 0; d < grid.length; d++) {
            grid[d] = extent[d] / chunk[d] + (extent[d] % chunk[d] == 0 ? 0 : 1);
        }
        return grid;
    }

    @Nullable
    Chunk at(long number) {
        return chunks.get(number);
    }

    /** Whether a chunk reaches beyond the end of the data set. */
    boolean isCut(long number) {
        long[] at = place(number, grid);
        for (int d = 0; d < at.length; d++) {
            if (at[d] == grid[d] - 1 && space.dimensions()[d] % chunk[d] != 0) {
                return true;
            }
        }
        return false;
    }

    private void read(ChunkIndex index) {
        switch (index) {
            case ChunkIndex.TreeV1(long address) -> readTreeV1(address);
            case ChunkIndex.Single(long address, long size, int mask) ->
                put(0, new Chunk(address, size < 0 ? chunkBytes : size, mask));
            case ChunkIndex.Implicit(long address) -> readImplicit(address);
            case ChunkIndex.FixedArray(long address) ->
                ChunkArrays.fixed(storage, address, chunkBytes, (k, found) -> put(inFixedArray(k), found));
            case ChunkIndex.ExtensibleArray(long address) ->
                ChunkArrays.extensible(storage, address, chunkBytes, (k, found) -> put(inExtensibleArray(k), found));
            case ChunkIndex.TreeV2(long address) -> readTreeV2(address);
        }
    }

    private void readTreeV1(long address) {
        int keySize = 8 + 8 * (chunk.length + 1);
        BTreeV1.forEach(storage, address, BTreeV1.CHUNKS, keySize, (key, child) -> {
            long size = key.u32();
            int mask = (int) key.u32();
            long[] at = new long[chunk.length];
            for (int d = 0; d < at.length; d++) {
                long offset = key.number(8);
                if (offset < 0 || offset % chunk[d] != 0) {
                    throw new Hdf5Exception("is damaged: a chunk between chunks");
                }
                at[d] = offset / chunk[d];
            }
            put(number(at), new Chunk(child, size, mask));
        });
    }

    private void readTreeV2(long address) {
        if (address < 0) {
            return;
        }
        int place = 8 * chunk.length;
        BTreeV2.forEach(storage, address, entry -> {
            long child = storage.offset(entry);
            int sizeBytes = entry.remaining() - place - 4;
            boolean filtered = sizeBytes > 0;
            long size = filtered ? entry.number(sizeBytes) : chunkBytes;
            int mask = filtered ? (int) entry.u32() : 0;
            long[] at = new long[chunk.length];
            for (int d = 0; d < at.length; d++) {
                at[d] = entry.number(8);
            }
            put(number(at), new Chunk(child, size, mask));
        });
    }

    private void readImplicit(long address) {
        if (address < 0) {
            return;
        }
        long[] most = ceiling();
        long count = 1;
        for (long each : most) {
            count = Math.multiplyExact(count, each);
        }
        if (chunkBytes > 0 && count > storage.size() / chunkBytes) {
            throw new Hdf5Exception(
                    "is damaged: " + count + " chunks of " + chunkBytes + " bytes in a file of " + storage.size());
        }
        for (long k = 0; k < count; k++) {
            put(inFixedArray(k), new Chunk(address + k * chunkBytes, chunkBytes, 0));
        }
    }

    /** The grid of all chunks that there may ever be. */
    private long[] ceiling() {
        return grid(space.most(), chunk);
    }

    /** Fixed arrays count the chunks of the largest shape. */
    private long inFixedArray(long index) {
        return number(place(index, ceiling()));
    }

    /** Extensible arrays count likewise, after the dimension without limit was moved to the front. */
    private long inExtensibleArray(long index) {
        int unlimited = 0;
        while (unlimited < chunk.length - 1 && space.most()[unlimited] >= 0) {
            unlimited++;
        }
        long[] order = ceiling();
        System.arraycopy(order, 0, order, 1, unlimited);
        order[0] = Long.MAX_VALUE;
        long[] at = place(index, order);
        long first = at[0];
        System.arraycopy(at, 1, at, 0, unlimited);
        at[unlimited] = first;
        return number(at);
    }

    /** The place in a grid that a row-major number stands for. */
    private static long[] place(long index, long[] grid) {
        long[] at = new long[grid.length];
        for (int d = grid.length - 1; d > 0; d--) {
            long size = Math.max(1, grid[d]);
            at[d] = index % size;
            index /= size;
        }
        at[0] = index;
        return at;
    }

    /** @return -1 if the place is outside of the data set's present shape */
    private long number(long[] at) {
        long number = 0;
        for (int d = 0; d < at.length; d++) {
            if (at[d] < 0 || at[d] >= grid[d]) {
                return -1;
            }
            number = Math.addExact(Math.multiplyExact(number, grid[d]), at[d]);
        }
        return number;
    }

    private void put(long number, Chunk found) {
        if (number >= 0 && found.address() >= 0) {
            chunks.put(number, found);
        }
    }
}
