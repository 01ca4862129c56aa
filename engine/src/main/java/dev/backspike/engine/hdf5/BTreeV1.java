package dev.backspike.engine.hdf5;

/** Version 1 B-trees, which index the symbol tables of groups and the chunks of data sets. */
final class BTreeV1 {

    static final int GROUPS = 0;
    static final int CHUNKS = 1;

    /** Receives the entry of a leaf for one child. */
    interface Leaf {

        void accept(Cursor key, long child);
    }

    private BTreeV1() {}

    /**
     * Every child of every leaf, in order. The levels have to descend, so that no tree can lead in a circle for ever.
     *
     * @param keySize bytes
     */
    static void forEach(Storage storage, long root, int type, int keySize, Leaf leaf) {
        if (root >= 0) {
            forEach(storage, root, type, keySize, leaf, 256);
        }
    }

    private static void forEach(Storage storage, long address, int type, int keySize, Leaf leaf, int above) {
        int headerSize = 8 + 2 * storage.offsetSize();
        Cursor header = storage.structure(address, headerSize).expect("TREE");
        int found = header.u8();
        int level = header.u8();
        int entries = header.u16();
        if (found != type || level >= above) {
            throw new Hdf5Exception("is damaged: a B-tree node is not where it should be");
        }
        Cursor body =
                storage.structure(address + headerSize, (long) entries * (keySize + storage.offsetSize()) + keySize);
        for (int k = 0; k < entries; k++) {
            Cursor key = body.part(keySize);
            long child = storage.offset(body);
            if (level == 0) {
                leaf.accept(key, child);
            } else {
                forEach(storage, child, type, keySize, leaf, level);
            }
        }
    }
}
