package dev.backspike.engine.hdf5;

import java.util.function.Consumer;

/**
 * Version 2 B-trees, which index the links of large groups and the chunks of data sets that grow in several directions.
 */
final class BTreeV2 {

    /** Signature, version and type before the records of a node, and a checksum after them. */
    private static final int OVERHEAD = 10;

    private static final int MOST_DEPTH = 32;

    private final Storage storage;
    private final int nodeSize;
    private final int recordSize;
    private final Consumer<Cursor> each;
    /** Bytes that count the records of a child. */
    private final int countSize;
    /** Bytes that count all records below a node, by its depth. */
    private final int[] totalSizes;

    private BTreeV2(Storage storage, int nodeSize, int recordSize, int depth, Consumer<Cursor> each) {
        this.storage = storage;
        this.nodeSize = nodeSize;
        this.recordSize = recordSize;
        this.each = each;
        long most = ((long) nodeSize - OVERHEAD) / recordSize;
        this.countSize = bytesFor(most);
        this.totalSizes = new int[depth + 1];
        long total = most;
        for (int d = 1; d <= depth; d++) {
            int pointer = storage.offsetSize() + countSize + totalSizes[d - 1];
            most = ((long) nodeSize - OVERHEAD - pointer) / (recordSize + pointer);
            total = Math.min((most + 1) * total + most, Long.MAX_VALUE >> 16);
            totalSizes[d] = bytesFor(total);
        }
    }

    static int bytesFor(long limit) {
        return limit <= 0 ? 1 : (63 - Long.numberOfLeadingZeros(limit)) / 8 + 1;
    }

    /** Every record, each as a structure of its own. */
    static void forEach(Storage storage, long address, Consumer<Cursor> each) {
        Cursor header = storage.structure(address, 22 + storage.offsetSize() + storage.lengthSize())
                .expect("BTHD")
                .skip(2);
        long nodeSize = header.u32();
        int recordSize = header.u16();
        int depth = header.u16();
        long root = storage.offset(header.skip(2));
        int records = header.u16();
        if (nodeSize > storage.size() || recordSize == 0 || depth > MOST_DEPTH) {
            throw new Hdf5Exception("is damaged: a B-tree has nodes of " + nodeSize + " bytes, records of " + recordSize
                    + " and a depth of " + depth);
        }
        if (root >= 0) {
            new BTreeV2(storage, (int) nodeSize, recordSize, depth, each).node(root, depth, records);
        }
    }

    private void node(long address, int depth, int records) {
        Cursor node = storage.structure(address, nodeSize)
                .expect(depth == 0 ? "BTLF" : "BTIN")
                .skip(2);
        Cursor own = node.part(Math.multiplyExact(records, recordSize));
        for (int k = 0; k <= records && depth > 0; k++) {
            long child = storage.offset(node);
            int count = (int) node.number(countSize);
            node.skip(depth == 1 ? 0 : totalSizes[depth - 1]);
            node(child, depth - 1, count);
        }
        for (int k = 0; k < records; k++) {
            each.accept(own.part(recordSize));
        }
    }
}
