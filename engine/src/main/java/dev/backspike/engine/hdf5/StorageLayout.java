package dev.backspike.engine.hdf5;

import java.util.Arrays;

/** The place of a data set's elements in the file. */
sealed interface StorageLayout {

    /** The flag that {@code H5Pset_chunk_opts} sets. */
    int PLAIN_EDGES = 1;

    /** Elements that lie in the object header. */
    record Compact(byte[] data) implements StorageLayout {}

    /** @param address -1 if nothing was ever written */
    record Contiguous(long address) implements StorageLayout {}

    /**
     * @param dimensions of a chunk
     * @param index where the chunks are
     * @param plainEdges whether chunks that reach beyond the end of the data set are stored without any filter
     */
    record Chunked(long[] dimensions, ChunkIndex index, boolean plainEdges) implements StorageLayout {}

    static StorageLayout read(Storage storage, Cursor message) {
        int version = message.u8();
        return switch (version) {
            case 1, 2 -> readOld(storage, message);
            case 3, 4, 5 -> {
                int kind = message.u8();
                yield switch (kind) {
                    case 0 -> new Compact(message.bytes(message.u16()));
                    case 1 -> new Contiguous(storage.offset(message));
                    case 2 -> version == 3 ? readChunkedV3(storage, message) : readChunkedV4(storage, message);
                    case 3 ->
                        throw new Hdf5Exception(
                                "is a virtual data set, made of other data sets, possibly in other files;"
                                        + " such parts are not read. Copy its values into this file with:"
                                        + " h5repack -l CONTI OLD.h5 NEW.h5");
                    default -> throw new Hdf5Exception("is damaged: a layout of class " + kind);
                };
            }
            default -> throw new Hdf5Exception("has a layout of version " + version + ", which is not supported");
        };
    }

    private static StorageLayout readOld(Storage storage, Cursor message) {
        int rank = message.u8();
        int kind = message.u8();
        message.skip(5);
        long address = kind == 0 ? -1 : storage.offset(message);
        long[] dimensions = new long[rank];
        for (int d = 0; d < rank; d++) {
            dimensions[d] = message.u32();
        }
        return switch (kind) {
            case 0 -> new Compact(message.bytes((int) message.u32()));
            case 1 -> new Contiguous(address);
            case 2 -> new Chunked(withoutElement(dimensions), new ChunkIndex.TreeV1(address), false);
            default -> throw new Hdf5Exception("is damaged: a layout of class " + kind);
        };
    }

    private static StorageLayout readChunkedV3(Storage storage, Cursor message) {
        int rank = message.u8();
        long address = storage.offset(message);
        long[] dimensions = new long[rank];
        for (int d = 0; d < rank; d++) {
            dimensions[d] = message.u32();
        }
        return new Chunked(withoutElement(dimensions), new ChunkIndex.TreeV1(address), false);
    }

    private static StorageLayout readChunkedV4(Storage storage, Cursor message) {
        int flags = message.u8();
        int rank = message.u8();
        int bytes = message.u8();
        long[] dimensions = new long[rank];
        for (int d = 0; d < rank; d++) {
            dimensions[d] = message.number(bytes);
        }
        int kind = message.u8();
        ChunkIndex index = switch (kind) {
            case 1 -> {
                boolean filtered = (flags & 2) != 0;
                long size = filtered ? storage.length(message) : -1;
                int mask = filtered ? (int) message.u32() : 0;
                yield new ChunkIndex.Single(storage.offset(message), size, mask);
            }
            case 2 -> new ChunkIndex.Implicit(storage.offset(message));
            case 3 -> new ChunkIndex.FixedArray(storage.offset(message.skip(1)));
            case 4 -> new ChunkIndex.ExtensibleArray(storage.offset(message.skip(5)));
            case 5 -> new ChunkIndex.TreeV2(storage.offset(message.skip(6)));
            default -> throw new Hdf5Exception("has an index of chunks of kind " + kind + ", which is not supported");
        };
        return new Chunked(withoutElement(dimensions), index, (flags & PLAIN_EDGES) != 0);
    }

    /** The last dimension of a chunk is the size of an element. */
    private static long[] withoutElement(long[] dimensions) {
        if (dimensions.length < 2) {
            throw new Hdf5Exception("is damaged: chunks without dimensions");
        }
        return Arrays.copyOf(dimensions, dimensions.length - 1);
    }
}
