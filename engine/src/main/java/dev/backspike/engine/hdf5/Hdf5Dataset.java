package dev.backspike.engine.hdf5;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set: an array of elements, read some rows at a time. A row is what one index of the first dimension stands
 * for.
 */
public final class Hdf5Dataset implements Hdf5Node {

    private final Storage storage;
    private final String path;
    private final Dataspace space;
    private final Hdf5Type type;
    private final StorageLayout layout;
    private final Filters filters;
    private final byte[] fill;
    private final int chunkBytes;
    private @Nullable ChunkTable chunks;
    /** Decoded chunks of one row of chunks. */
    private final Map<Long, byte[]> decoded = new HashMap<>();

    private long decodedRow = -1;

    private final @Nullable ObjectHeader header;

    Hdf5Dataset(Storage storage, String path, ObjectHeader header) {
        this.header = header;
        this.storage = storage;
        this.path = path;
        this.space = Dataspace.read(storage, require(header.body(storage, ObjectHeader.DATASPACE)));
        this.type = TypeReader.read(require(header.body(storage, ObjectHeader.DATATYPE)));
        if (header.has(ObjectHeader.EXTERNAL_FILES)) {
            throw new Hdf5Exception(
                    "keeps its data in other files, which are not read; copy them into this one, for example"
                            + " with: h5repack -l CONTI OLD.h5 NEW.h5");
        }
        this.layout = StorageLayout.read(storage, require(header.body(storage, ObjectHeader.LAYOUT)));
        Cursor pipeline = header.body(storage, ObjectHeader.FILTERS);
        this.filters = pipeline == null ? Filters.none() : Filters.read(pipeline);
        this.fill = FillValue.read(storage, header, type.size());
        this.chunkBytes = layout instanceof StorageLayout.Chunked chunked ? chunkBytes(chunked) : 0;
    }

    private Hdf5Dataset(Storage storage, String path, Dataspace space, Hdf5Type type, byte[] data) {
        this.header = null;
        this.storage = storage;
        this.path = path;
        this.space = space;
        this.type = type;
        this.layout = new StorageLayout.Compact(data);
        this.filters = Filters.none();
        this.fill = new byte[0];
        this.chunkBytes = 0;
    }

    /** An attribute, which is a data set within its object's header. */
    static Hdf5Dataset attribute(Storage storage, String path, Dataspace space, Hdf5Type type, byte[] data) {
        return new Hdf5Dataset(storage, path, space, type, data);
    }

    /** @return null if this data set has no attribute of this name */
    public @Nullable Hdf5Dataset attribute(String name) {
        ObjectHeader of = header;
        return of == null ? null : Guarded.get(path, () -> Attributes.find(storage, of, path, name));
    }

    private static Cursor require(@Nullable Cursor message) {
        if (message == null) {
            throw new Hdf5Exception("is damaged: its header is not complete");
        }
        return message;
    }

    private int chunkBytes(StorageLayout.Chunked chunked) {
        long bytes = type.size();
        for (long dimension : chunked.dimensions()) {
            bytes = dimension < 1 || bytes > Integer.MAX_VALUE ? Long.MAX_VALUE : bytes * dimension;
        }
        if (chunked.dimensions().length != space.dimensions().length || bytes < 0 || bytes > Integer.MAX_VALUE - 1024) {
            throw new Hdf5Exception("has chunks of the shape " + Arrays.toString(chunked.dimensions())
                    + ", which are too large or damaged");
        }
        return (int) bytes;
    }

    @Override
    public String path() {
        return path;
    }

    /** Empty for a single element. */
    public long[] shape() {
        return space.dimensions().clone();
    }

    public Hdf5Type type() {
        return type;
    }

    /** Path, type and shape, as messages show them. */
    public String described() {
        return path + " (" + type + ", shape " + Arrays.toString(space.dimensions()) + ")";
    }

    /** Number of elements. */
    public long elements() {
        return Guarded.get(path, space::elements);
    }

    /** @throws Hdf5Exception if the data are damaged or more than the file can hold */
    public Hdf5Values all() {
        return rows(0, space.dimensions().length == 0 ? 1 : space.dimensions()[0]);
    }

    /**
     * @param first index of the first row
     * @param count of rows, all of which exist
     * @throws Hdf5Exception if the data are damaged or more than the file can hold
     */
    public Hdf5Values rows(long first, long count) {
        return Guarded.get(path, () -> {
            long rowBytes = rowBytes();
            long bytes = Math.multiplyExact(count, rowBytes);
            storage.produce(bytes);
            if (bytes > Integer.MAX_VALUE - 8) {
                throw new Hdf5Exception("has " + bytes + " bytes, too many to be read at once");
            }
            byte[] data = switch (layout) {
                case StorageLayout.Compact(byte[] all) -> part(all, first * rowBytes, bytes);
                case StorageLayout.Contiguous(long address) ->
                    address < 0 ? filled((int) bytes) : storage.data(address + first * rowBytes, bytes);
                case StorageLayout.Chunked chunked -> assembled(chunked, first, count, (int) bytes);
            };
            return new Hdf5Values(this, storage, data);
        });
    }

    /** The number of elements of a row. */
    public long rowElements() {
        return Guarded.get(path, () -> rowBytes() / type.size());
    }

    private long rowBytes() {
        long bytes = type.size();
        for (int d = 1; d < space.dimensions().length; d++) {
            bytes = Math.multiplyExact(bytes, space.dimensions()[d]);
        }
        return bytes;
    }

    private static byte[] part(byte[] all, long from, long bytes) {
        if (from + bytes > all.length) {
            throw new Hdf5Exception("is damaged: " + (from + bytes) + " bytes declared, " + all.length + " there");
        }
        return Arrays.copyOfRange(all, (int) from, (int) (from + bytes));
    }

    private byte[] filled(int bytes) {
        byte[] data = new byte[bytes];
        for (int at = 0; at < bytes && fill.length > 0; at += fill.length) {
            System.arraycopy(fill, 0, data, at, fill.length);
        }
        return data;
    }

    private byte[] assembled(StorageLayout.Chunked chunked, long first, long count, int bytes) {
        byte[] data = filled(bytes);
        if (bytes == 0) {
            return data;
        }
        if (chunks == null) {
            chunks = new ChunkTable(storage, space, chunked, chunkBytes);
        }
        long[] grid = ChunkTable.grid(space.dimensions(), chunked.dimensions());
        long chunkRows = chunked.dimensions()[0];
        long perRow = Arrays.stream(grid).skip(1).reduce(1, Math::multiplyExact);
        for (long row = first / chunkRows; row * chunkRows < first + count; row++) {
            for (long k = 0; k < perRow; k++) {
                byte[] chunk = chunk(chunks, chunked, row, row * perRow + k);
                if (chunk != null) {
                    new ChunkCopy(space.dimensions(), chunked.dimensions(), type.size(), first, count)
                            .copy(chunk, row, k, grid, data);
                }
            }
        }
        return data;
    }

    private byte @Nullable [] chunk(ChunkTable table, StorageLayout.Chunked chunked, long row, long number) {
        if (decodedRow != row) {
            decoded.clear();
            decodedRow = row;
        }
        byte[] kept = decoded.get(number);
        Chunk found = kept == null ? table.at(number) : null;
        if (found == null) {
            return kept;
        }
        int mask = chunked.plainEdges() && table.isCut(number) ? Filters.NONE_APPLIED : found.mask();
        filters.requireSupported(mask);
        storage.produce(chunkBytes);
        byte[] chunk = filters.decode(storage.data(found.address(), found.size()), mask, chunkBytes);
        decoded.put(number, chunk);
        return chunk;
    }
}
