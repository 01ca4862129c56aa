package dev.backspike.engine.hdf5;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * An HDF5 file of any origin, for reading. Nothing outside of the file is ever opened: external links, external storage
 * and virtual data sets are refused where they are met. What the file declares is held against the bytes that it has,
 * before anything is allocated. For use by one thread.
 *
 * <p>The format is described in the <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5
 * File Format Specification</a>, version 3.
 */
public final class Hdf5File implements AutoCloseable {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** The length of the longest superblock of any version, in bytes. */
    private static final int MOST_SUPERBLOCK = 8 + 24 + 8 * 8 + 40;

    private static final int OPEN_FOR_WRITING = 1 | 4;

    private final Storage storage;
    private final Hdf5Group root;

    private Hdf5File(Storage storage) {
        this.storage = storage;
        this.root = Guarded.get("the file", () -> open(storage));
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws Hdf5Exception if it is not HDF5 or its outermost structures are damaged
     */
    public static Hdf5File open(Path file) throws IOException {
        return open(Sources.OfFile.open(file));
    }

    /** @throws Hdf5Exception if the bytes are not HDF5 or their outermost structures are damaged */
    public static Hdf5File of(byte[] file) throws IOException {
        return open(new Sources.OfBytes(file));
    }

    private static Hdf5File open(Storage.Source source) throws IOException {
        try {
            return new Hdf5File(new Storage(source));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Whether what a stream has left is HDF5, after a user block or from its beginning. */
    public static boolean isIn(InputStream stream) throws IOException {
        byte[] found = stream.readNBytes(SIGNATURE.length);
        for (long at = 0; found.length == SIGNATURE.length && at >= 0; at = nextBlock(at)) {
            if (Arrays.equals(found, SIGNATURE)) {
                return true;
            }
            try {
                stream.skipNBytes(nextBlock(at) - at - SIGNATURE.length);
            } catch (EOFException _) {
                return false;
            }
            found = stream.readNBytes(SIGNATURE.length);
        }
        return false;
    }

    /** Whether the file has the signature of HDF5 where a user block of any size would end. */
    public static boolean isAt(Path file) throws IOException {
        try (Storage storage = new Storage(Sources.OfFile.open(file))) {
            return find(storage) >= 0;
        }
    }

    /** Bytes of the file. */
    public long size() {
        return storage.size();
    }

    public Hdf5Group root() {
        return root;
    }

    /** The sizes that a user block may have: 0, 512, 1024, 2048 ... */
    private static long nextBlock(long size) {
        return size == 0 ? 512 : 2 * size;
    }

    private static long find(Storage storage) {
        for (long at = 0; at <= storage.size() - SIGNATURE.length && at >= 0; at = nextBlock(at)) {
            if (Arrays.equals(storage.data(at, SIGNATURE.length), SIGNATURE)) {
                return at;
            }
        }
        return -1;
    }

    private static Hdf5Group open(Storage storage) {
        long base = find(storage);
        if (base < 0) {
            throw new Hdf5Exception("is not HDF5");
        }
        Cursor superblock = storage.structure(base, Math.min(MOST_SUPERBLOCK, storage.size() - base))
                .skip(SIGNATURE.length);
        int version = superblock.u8();
        long root = switch (version) {
            case 0, 1 -> rootOfSymbolTable(storage, base, superblock, version);
            case 2, 3 -> {
                storage.configure(base, superblock.u8(), superblock.u8());
                requireClosed(superblock.u8());
                superblock.skip(2 * storage.offsetSize());
                requireWhole(storage, superblock);
                yield storage.offset(superblock);
            }
            default -> throw new Hdf5Exception("has a superblock of version " + version + ", which is not supported");
        };
        return Hdf5Group.root(storage, ObjectHeader.read(storage, root));
    }

    private static long rootOfSymbolTable(Storage storage, long base, Cursor superblock, int version) {
        superblock.skip(4);
        storage.configure(base, superblock.u8(), superblock.u8());
        superblock.skip(1 + 2 + 2 + 4 + (version == 1 ? 4 : 0) + 2 * storage.offsetSize());
        requireWhole(storage, superblock);
        superblock.skip(2 * storage.offsetSize()); // the driver's block, and the root's name
        return storage.offset(superblock);
    }

    /** The flags that a writer sets while it has the file open; what it has not yet written would be missing. */
    private static void requireClosed(int flags) {
        if ((flags & OPEN_FOR_WRITING) != 0) {
            throw new Hdf5Exception(
                    "was not closed by the program that writes it, or that program crashed; close it, or"
                            + " check what it holds and clear the mark with: h5clear -s FILE.h5");
        }
    }

    /** The end that the file says it has, from its first byte on, user block included. */
    private static void requireWhole(Storage storage, Cursor superblock) {
        long end = superblock.number(storage.offsetSize());
        if (end > storage.size()) {
            throw new Hdf5Exception(String.format(
                    Locale.ROOT,
                    "is truncated: it has %,d of %,d bytes; copy or download it again",
                    storage.size(),
                    end));
        }
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
