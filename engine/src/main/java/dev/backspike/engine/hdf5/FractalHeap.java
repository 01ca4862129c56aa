package dev.backspike.engine.hdf5;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects of any size in blocks whose sizes double from row to row; a block of a higher row may itself be a table of
 * blocks:
 *
 * <pre>
 *   row 0   s  s  s  s        offsets 0 to 4 s
 *   row 1   s  s  s  s
 *   row 2   2s 2s 2s 2s
 *   ...
 * </pre>
 */
final class FractalHeap {

    private static final int MANAGED = 0;
    private static final int HUGE = 1;
    private static final int MOST_NESTING = 8;

    private final Storage storage;
    private final int offsetSize;
    private final int lengthSize;
    private final int width;
    private final long startSize;
    private final long mostDirect;
    private final long hugeIndex;
    private final long root;
    private final int rootRows;
    /** Objects that are stored outside of the blocks, by number; null until the first is requested. */
    private @Nullable Map<Long, Huge> huge;

    FractalHeap(Storage storage, long address) {
        this.storage = storage;
        int o = storage.offsetSize();
        int l = storage.lengthSize();
        Cursor header = storage.structure(address, 26 + 12L * l + 3L * o).expect("FRHP");
        int filters = header.skip(1 + 2).u16();
        long mostManaged = header.skip(1).u32();
        this.hugeIndex = storage.offset(header.skip(l));
        header.skip(l + o + 8 * l);
        this.width = header.u16();
        this.startSize = storage.length(header);
        this.mostDirect = storage.length(header);
        int bits = header.u16();
        this.offsetSize = (bits + 7) / 8;
        header.skip(2);
        this.root = storage.offset(header);
        this.rootRows = header.u16();
        if (filters != 0) {
            throw new Hdf5Exception(
                    "has compressed names or attributes, which are not supported; convert the file with: "
                            + "h5repack OLD.h5 NEW.h5");
        }
        if (Long.bitCount(startSize) != 1
                || Long.bitCount(mostDirect) != 1
                || Integer.bitCount(width) != 1
                || mostDirect < startSize
                || bits > 64) {
            throw new Hdf5Exception("is damaged: a heap of impossible block sizes");
        }
        this.lengthSize = Math.min((log2(mostDirect) + 7) / 8, BTreeV2.bytesFor(mostManaged));
    }

    /** @param id as an index has it */
    Cursor object(Cursor id) {
        return start(id, Long.MAX_VALUE);
    }

    /**
     * The beginning of an object.
     *
     * @param id as an index has it
     * @param most bytes; fewer where the object is shorter
     */
    Cursor start(Cursor id, long most) {
        int type = id.u8() >> 4 & 3;
        if (type == HUGE) {
            Huge huge = huge(id.number(id.remaining()));
            return storage.structure(huge.address(), Math.min(most, huge.length()));
        }
        if (type != MANAGED) {
            throw new Hdf5Exception("is damaged: a name or an attribute of a size that it cannot have");
        }
        long offset = id.number(offsetSize);
        long length = Math.min(most, id.number(lengthSize));
        return rootRows == 0 ? storage.structure(root + offset, length) : find(root, rootRows, offset, length, 0);
    }

    /** An object that is too large for a block and is stored outside of them. */
    private record Huge(long address, long length) {}

    private Huge huge(long number) {
        if (huge == null) {
            Map<Long, Huge> found = new HashMap<>();
            if (hugeIndex >= 0) {
                BTreeV2.forEach(storage, hugeIndex, entry -> {
                    Huge object = new Huge(storage.offset(entry), storage.length(entry));
                    found.put(storage.length(entry), object);
                });
            }
            huge = found;
        }
        Huge wanted = huge.get(number);
        if (wanted == null) {
            throw new Hdf5Exception("is damaged: the index of a heap does not list one of its large objects");
        }
        return wanted;
    }

    private Cursor find(long table, int rows, long offset, long length, int nesting) {
        int row = offset < startSize * width ? 0 : log2(offset) - log2(startSize * width) + 1;
        long size = row == 0 ? startSize : startSize << (row - 1);
        if (offset < 0 || row >= rows || nesting == MOST_NESTING) {
            throw new Hdf5Exception("is damaged: a name lies outside of its heap");
        }
        long column = (offset - (row == 0 ? 0 : size * width)) / size;
        long entry = 5 + storage.offsetSize() + offsetSize + (row * (long) width + column) * storage.offsetSize();
        storage.structure(table, 5).expect("FHIB");
        long block = storage.offset(storage.structure(table + entry, storage.offsetSize()));
        long within = offset % size;
        if (size <= mostDirect) {
            return storage.structure(block + within, length);
        }
        return find(block, log2(size) - log2(startSize * width) + 1, within, length, nesting + 1);
    }

    private static int log2(long value) {
        return 63 - Long.numberOfLeadingZeros(value);
    }
}
