package dev.backspike.engine.hdf5;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a file, read into arrays rather than mapped, so that a file which shrinks is an error and not a fault of
 * the process. Every address and length comes from the file itself: what lies outside of it is refused before anything
 * is allocated, and so are structures that lead in circles and data that multiply, by two budgets in proportion to the
 * file's size.
 */
final class Storage implements AutoCloseable {

    /** The source of the bytes. */
    interface Source extends Closeable {

        long size() throws IOException;

        /** Fills the buffer, or throws {@link EOFException}. */
        void read(long at, ByteBuffer into) throws IOException;
    }

    /**
     * The limit for all reads of structures and heaps together: heaps are read again where they no longer fit into
     * memory.
     */
    private static final long STRUCTURE_RATIO = 64;

    private static final long STRUCTURE_FLOOR = 32L << 20;
    /** Reading a structure costs that much besides its bytes, so that the number of reads is bounded as well. */
    private static final int READ_COST = 64;
    /** Data may unpack to as much as gzip files may. */
    private static final long DATA_RATIO = 50;

    private static final long DATA_FLOOR = 256L << 20;

    private final Source source;
    private final long size;
    private final long dataLimit;
    private long structureLeft;
    private long dataLeft;

    private final GlobalHeap heap = new GlobalHeap(this);

    private long base;
    private int offsetSize;
    private int lengthSize;

    Storage(Source source) throws IOException {
        this.source = source;
        this.size = source.size();
        this.structureLeft = Math.max(STRUCTURE_FLOOR, STRUCTURE_RATIO * size);
        this.dataLimit = Math.max(DATA_FLOOR, DATA_RATIO * size);
        this.dataLeft = dataLimit;
    }

    /**
     * @param base where the HDF5 part begins: after the user block
     * @param offsetSize bytes of an address
     * @param lengthSize bytes of a length
     */
    void configure(long base, int offsetSize, int lengthSize) {
        if (!isSize(offsetSize) || !isSize(lengthSize)) {
            throw new Hdf5Exception(
                    "is damaged: addresses of " + offsetSize + " and lengths of " + lengthSize + " bytes");
        }
        this.base = base;
        this.offsetSize = offsetSize;
        this.lengthSize = lengthSize;
    }

    private static boolean isSize(int bytes) {
        return bytes == 2 || bytes == 4 || bytes == 8;
    }

    /** Bytes of the file, the user block included. */
    long size() {
        return size;
    }

    GlobalHeap heap() {
        return heap;
    }

    int offsetSize() {
        return offsetSize;
    }

    int lengthSize() {
        return lengthSize;
    }

    long offset(Cursor from) {
        return from.number(offsetSize);
    }

    long length(Cursor from) {
        long length = from.number(lengthSize);
        if (length < 0) {
            throw new Hdf5Exception("is damaged: a length of more than 2^63");
        }
        return length;
    }

    /** A structure that the file describes itself with. */
    Cursor structure(long address, long length) {
        return new Cursor(structureBytes(address, length));
    }

    byte[] structureBytes(long address, long length) {
        check(address, length);
        spend(length);
        return read(address, length);
    }

    /** Accounts for a step of following structures, which may lead in circles. */
    void spend(long bytes) {
        structureLeft -= bytes + READ_COST;
        if (structureLeft < 0) {
            throw new Hdf5Exception("is damaged: its structures refer to each other in circles");
        }
    }

    /** Raw data; what becomes of them is to be {@linkplain #produce accounted for}. */
    byte[] data(long address, long length) {
        check(address, length);
        return read(address, length);
    }

    /**
     * Accounts for data before they are allocated.
     *
     * @throws Hdf5Exception if the file has made more of its bytes than is plausible
     */
    void produce(long bytes) {
        if (bytes < 0 || bytes > dataLeft) {
            throw new Hdf5Exception("holds data of more than " + dataLimit + " bytes in all, too much for a file of "
                    + size + " bytes: it is damaged, or compressed or aliased beyond measure");
        }
        dataLeft -= bytes;
    }

    private void check(long address, long length) {
        if (address < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || address > size - base - length) {
            throw new Hdf5Exception("is damaged: it refers to " + length + " bytes outside of the file");
        }
    }

    private byte[] read(long address, long length) {
        ByteBuffer into = ByteBuffer.allocate((int) length);
        try {
            source.read(base + address, into);
        } catch (EOFException _) {
            throw new Hdf5Exception("is shorter than it was when it was opened");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return into.array();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
