package dev.backspike.engine.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The filters that were applied to each chunk when it was written; they are undone in reverse order. Only deflate is
 * native code, that of the JDK; everything else is bounds-checked Java.
 */
final class Filters {

    /** The mask of a chunk to which no filter was applied. */
    static final int NONE_APPLIED = -1;

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int LZF_BY_H5PY = 32000;

    private static final Set<Integer> SUPPORTED = Set.of(DEFLATE, SHUFFLE, FLETCHER32, LZF_BY_H5PY);
    private static final int CHECKSUM_BYTES = 4;
    /** Deflate packs no better than to a 1032nd. */
    private static final long MOST_DEFLATE_RATIO = 1040;
    /** The first number of registered filters; messages of these carry their names. */
    private static final int REGISTERED = 256;

    /** Filters that are met in the wild, by the numbers that the HDF Group gave them. */
    private static final Map<Integer, String> KNOWN = Map.of(
            4, "SZIP",
            5, "N-bit",
            6, "scale-offset",
            305, "LZO",
            307, "bzip2",
            32001, "Blosc",
            32004, "LZ4",
            32008, "Bitshuffle",
            32015, "Zstandard",
            32026, "Blosc2");

    private record Filter(int id, int[] parameters) {}

    /** The filters, in the order in which they were applied. */
    private final List<Filter> filters;

    private Filters(List<Filter> filters) {
        this.filters = filters;
    }

    static Filters none() {
        return new Filters(List.of());
    }

    /** @throws Hdf5Exception naming a filter that is not read */
    static Filters read(Cursor message) {
        int version = message.u8();
        int count = message.u8();
        message.skip(version == 1 ? 6 : 0);
        if (version < 1 || version > 2 || count > 32) {
            throw new Hdf5Exception("is damaged: " + count + " filters, version " + version);
        }
        List<Filter> filters = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int id = message.u16();
            int nameLength = version == 1 || id >= REGISTERED ? message.u16() : 0;
            int parameters = message.skip(2).u16();
            message.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength);
            Cursor values = message.part(4 * parameters);
            int[] array = new int[parameters];
            for (int i = 0; i < parameters; i++) {
                array[i] = (int) values.u32();
            }
            message.skip(version == 1 && parameters % 2 == 1 ? 4 : 0);
            filters.add(new Filter(id, array));
        }
        return new Filters(filters);
    }

    /**
     * Checks the filters of a chunk. Call it before memory is allocated for the chunk, whose claimed size cannot be
     * held against its stored bytes if an unsupported filter packed it.
     *
     * @throws Hdf5Exception naming the filter that is not read
     */
    void requireSupported(int mask) {
        for (int k = 0; k < filters.size(); k++) {
            if ((mask >> k & 1) == 0 && !SUPPORTED.contains(filters.get(k).id())) {
                throw unsupported(filters.get(k).id());
            }
        }
    }

    private static Hdf5Exception unsupported(int id) {
        return new Hdf5Exception("uses the HDF5 filter " + KNOWN.getOrDefault(id, "of an unknown kind") + " (" + id
                + "), which is not supported; convert the file with: h5repack -f GZIP=4 OLD.h5 NEW.h5"
                + (id < REGISTERED
                        ? ""
                        : " (where HDF5 has the plugin of this filter), or write it again with the tool that wrote it,"
                                + " packed with gzip or not at all"));
    }

    /**
     * @param mask bit k set: filter k was not applied
     * @param size bytes of the chunk
     */
    byte[] decode(byte[] stored, int mask, int size) {
        byte[] data = stored;
        for (int k = filters.size() - 1; k >= 0; k--) {
            if ((mask >> k & 1) == 0) {
                data = decode(filters.get(k), data, size);
            }
        }
        if (data.length != size) {
            throw new Hdf5Exception("is damaged: a chunk of " + data.length + " bytes instead of " + size);
        }
        return data;
    }

    private byte[] decode(Filter filter, byte[] data, int size) {
        return switch (filter.id()) {
            case DEFLATE -> inflate(data, size + CHECKSUM_BYTES * filters.size());
            case SHUFFLE -> unshuffle(data, filter.parameters().length == 0 ? 1 : filter.parameters()[0]);
            case FLETCHER32 -> verified(data);
            case LZF_BY_H5PY -> Lzf.decode(data, size);
            default -> throw unsupported(filter.id());
        };
    }

    private static byte[] inflate(byte[] data, int most) {
        if (most > MOST_DEFLATE_RATIO * data.length + CHECKSUM_BYTES) {
            throw new Hdf5Exception("is damaged: a compressed chunk of " + data.length + " bytes for " + most);
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] out = new byte[most];
            int written = 0;
            while (!inflater.finished()) {
                int more = written == most ? 0 : inflater.inflate(out, written, most - written);
                written += more;
                if (more == 0 && !inflater.finished()) {
                    throw new Hdf5Exception("is damaged: a compressed chunk of another size than it should have");
                }
            }
            return Arrays.copyOf(out, written);
        } catch (DataFormatException e) {
            throw new Hdf5Exception("is damaged: a compressed chunk cannot be unpacked (" + e.getMessage() + ")");
        } finally {
            inflater.end();
        }
    }

    /** All first bytes of the elements come first, then all second bytes, and so on; what is left over is as it was. */
    private static byte[] unshuffle(byte[] data, int elementSize) {
        if (elementSize < 1) {
            throw new Hdf5Exception("is damaged: shuffled elements of " + elementSize + " bytes");
        }
        int elements = data.length / elementSize;
        byte[] out = data.clone();
        for (int part = 0; part < elementSize && elements > 1; part++) {
            for (int k = 0; k < elements; k++) {
                out[k * elementSize + part] = data[part * elements + k];
            }
        }
        return out;
    }

    /** Checks and removes the checksum at the end: Fletcher's, over pairs of bytes. */
    private static byte[] verified(byte[] data) {
        int length = data.length - CHECKSUM_BYTES;
        if (length < 0) {
            throw new Hdf5Exception("is damaged: a chunk without its checksum");
        }
        long low = 0;
        long high = 0;
        for (int k = 0; k < length; k += 2) {
            int second = k + 1 < length ? data[k + 1] & 0xff : 0;
            low = (low + ((data[k] & 0xff) << 8 | second)) % 65_535;
            high = (high + low) % 65_535;
        }
        long stored = new Cursor(Arrays.copyOfRange(data, length, data.length)).u32();
        if (stored % 65_536 % 65_535 != low || stored / 65_536 % 65_535 != high) {
            throw new Hdf5Exception("is damaged: a chunk does not match its checksum");
        }
        return Arrays.copyOf(data, length);
    }
}
