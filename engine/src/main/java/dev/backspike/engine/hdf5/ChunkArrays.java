package dev.backspike.engine.hdf5;

import org.jspecify.annotations.Nullable;

/**
 * The two indexes that keep chunks in arrays: of a fixed number of them, and of a number that grows in one direction.
 */
final class ChunkArrays {

    /** Receives a chunk with its index; chunks that were never written are left out. */
    interface Receiver {

        void accept(long index, Chunk chunk);
    }

    private static final int FILTERED = 1;

    private final Storage storage;
    private final long chunkBytes;
    private final Receiver receiver;
    private final int elementSize;
    private final boolean filtered;

    private ChunkArrays(Storage storage, long chunkBytes, Receiver receiver, int elementSize, boolean filtered) {
        this.storage = storage;
        this.chunkBytes = chunkBytes;
        this.receiver = receiver;
        this.elementSize = elementSize;
        this.filtered = filtered;
        int expected = storage.offsetSize() + (filtered ? 5 : 0);
        if (elementSize < expected || elementSize > expected + 7) {
            throw new Hdf5Exception("is damaged: an index of chunks with entries of " + elementSize + " bytes");
        }
    }

    /** @param chunkBytes of a chunk that is not filtered */
    static void fixed(Storage storage, long address, long chunkBytes, Receiver receiver) {
        if (address < 0) {
            return;
        }
        Cursor header = storage.structure(address, 8 + storage.lengthSize() + storage.offsetSize())
                .expect("FAHD")
                .skip(1);
        boolean filtered = header.u8() == FILTERED;
        ChunkArrays reader = new ChunkArrays(storage, chunkBytes, receiver, header.u8(), filtered);
        int pageBits = header.u8();
        long count = storage.length(header);
        long block = storage.offset(header);
        if (block >= 0) {
            long prefix = 6L + storage.offsetSize();
            storage.structure(block, prefix).expect("FADB");
            reader.pages(block + prefix, count, pageSize(pageBits));
        }
    }

    private static long pageSize(int bits) {
        if (bits > 62) {
            throw new Hdf5Exception("is damaged: an index of chunks with pages of 2^" + bits);
        }
        return 1L << bits;
    }

    /** Entries in one piece, or in pages behind a bitmap of the pages that were written, each with a checksum. */
    private void pages(long address, long count, long pageSize) {
        if (count <= pageSize) {
            entries(0, address, count);
            return;
        }
        long pages = (count + pageSize - 1) / pageSize;
        byte[] written = storage.structureBytes(address, (pages + 7) / 8);
        long at = address + written.length + 4;
        for (long page = 0; page < pages; page++) {
            long of = Math.min(pageSize, count - page * pageSize);
            if (isSet(written, page)) {
                entries(page * pageSize, at, of);
            }
            at += of * elementSize + 4;
        }
    }

    private static boolean isSet(byte[] bits, long k) {
        return (bits[(int) (k / 8)] & 0x80 >> (int) (k % 8)) != 0;
    }

    private void entries(long first, long address, long count) {
        if (count > storage.size() / elementSize) {
            throw new Hdf5Exception("is damaged: an index of " + count + " chunks");
        }
        entries(first, storage.structure(address, count * elementSize), count);
    }

    private void entries(long first, Cursor from, long count) {
        for (long k = 0; k < count; k++) {
            Cursor entry = from.part(elementSize);
            long address = storage.offset(entry);
            if (address >= 0) {
                long size = filtered ? entry.number(elementSize - storage.offsetSize() - 4) : chunkBytes;
                int mask = filtered ? (int) entry.u32() : 0;
                receiver.accept(first + k, new Chunk(address, size, mask));
            }
        }
    }

    /**
     * The first entries are in the index block; then come data blocks, grouped into super blocks whose data blocks grow
     * in number and size by turns. The first super blocks have their data blocks' addresses in the index block too.
     *
     * @param chunkBytes of a chunk that is not filtered
     */
    static void extensible(Storage storage, long address, long chunkBytes, Receiver receiver) {
        if (address < 0) {
            return;
        }
        Cursor header = storage.structure(address, 12 + 6L * storage.lengthSize() + storage.offsetSize())
                .expect("EAHD")
                .skip(1);
        boolean filtered = header.u8() == FILTERED;
        ChunkArrays reader = new ChunkArrays(storage, chunkBytes, receiver, header.u8(), filtered);
        Growth growth = new Growth(header.u8(), header.u8(), header.u8(), header.u8(), header.u8());
        header.skip(4 * storage.lengthSize());
        long used = storage.length(header);
        header.skip(storage.lengthSize());
        long block = storage.offset(header);
        if (block >= 0) {
            reader.indexBlock(block, growth, used);
        }
    }

    /**
     * @param bits of the largest index
     * @param inIndex entries in the index block
     * @param smallest entries in the smallest data block
     * @param pointers data blocks of the smallest super block that is a structure of its own
     * @param pageBits of the entries of a page
     */
    private record Growth(int bits, int inIndex, int smallest, int pointers, int pageBits) {

        private Growth {
            if (bits < 1
                    || bits > 63
                    || Integer.bitCount(smallest) != 1
                    || Integer.bitCount(pointers) != 1
                    || bits < Integer.numberOfTrailingZeros(smallest)) {
                throw new Hdf5Exception("is damaged: an index of chunks that grows impossibly");
            }
        }

        int superBlocks() {
            return 1 + bits - Integer.numberOfTrailingZeros(smallest);
        }

        int superBlocksInIndex() {
            return Math.min(superBlocks(), 2 * Integer.numberOfTrailingZeros(pointers));
        }

        long dataBlocks(int superBlock) {
            return 1L << (superBlock / 2);
        }

        long entries(int superBlock) {
            return (1L << ((superBlock + 1) / 2)) * smallest;
        }

        int offsetSize() {
            return (bits + 7) / 8;
        }
    }

    private void indexBlock(long address, Growth growth, long used) {
        long direct = 0;
        for (int s = 0; s < growth.superBlocksInIndex(); s++) {
            direct += growth.dataBlocks(s);
        }
        int rest = growth.superBlocks() - growth.superBlocksInIndex();
        long size = 6
                + storage.offsetSize()
                + (long) growth.inIndex() * elementSize
                + (direct + rest) * storage.offsetSize();
        Cursor block = storage.structure(address, size).expect("EAIB").skip(2 + storage.offsetSize());
        entries(0, block, growth.inIndex());
        long first = growth.inIndex();
        for (int s = 0; s < growth.superBlocks() && first < used; s++) {
            if (s < growth.superBlocksInIndex()) {
                for (long k = 0; k < growth.dataBlocks(s); k++) {
                    dataBlock(storage.offset(block), growth, s, first + k * growth.entries(s), null, 0);
                }
            } else {
                superBlock(storage.offset(block), growth, s, first);
            }
            first += growth.dataBlocks(s) * growth.entries(s);
        }
    }

    private void superBlock(long address, Growth growth, int s, long first) {
        if (address < 0) {
            return;
        }
        long pages = growth.entries(s) >> growth.pageBits();
        long bitmap = pages > 1 ? growth.dataBlocks(s) * ((pages + 7) / 8) : 0;
        long prefix = 6L + storage.offsetSize() + growth.offsetSize();
        storage.structure(address, prefix).expect("EASB");
        byte[] written = storage.structureBytes(address + prefix, bitmap);
        Cursor blocks = storage.structure(address + prefix + bitmap, growth.dataBlocks(s) * storage.offsetSize());
        for (long k = 0; k < growth.dataBlocks(s); k++) {
            dataBlock(storage.offset(blocks), growth, s, first + k * growth.entries(s), written, k * pages);
        }
    }

    /** @param bit of the first page in {@code written}, the bitmap of all pages of the super block */
    private void dataBlock(long address, Growth growth, int s, long first, byte @Nullable [] written, long bit) {
        if (address < 0) {
            return;
        }
        long prefix = 6L + storage.offsetSize() + growth.offsetSize();
        storage.structure(address, prefix).expect("EADB");
        long pages = growth.entries(s) >> growth.pageBits();
        if (pages <= 1 || written == null) {
            entries(first, address + prefix, growth.entries(s));
            return;
        }
        long of = 1L << growth.pageBits();
        for (long page = 0; page < pages; page++) {
            if (isSet(written, bit + page)) {
                entries(first + page * of, address + prefix + 4 + page * (of * elementSize + 4), of);
            }
        }
    }
}
