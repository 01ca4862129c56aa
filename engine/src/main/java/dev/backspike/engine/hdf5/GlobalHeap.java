package dev.backspike.engine.hdf5;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The collections of lists and texts of any length. Those read last are kept, as the lists of neighbouring samples, and
 * both of a sample's lists, are usually in one collection.
 */
final class GlobalHeap {

    private static final long MOST_KEPT = 64L << 20;

    /** @param places where each object begins and ends, by its index */
    private record Collection(byte[] bytes, Map<Integer, int[]> places) {}

    private final Storage storage;
    private final Map<Long, Collection> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytesKept;

    GlobalHeap(Storage storage) {
        this.storage = storage;
    }

    /** Bytes of a reference: how many elements, in which collection, which object. */
    int referenceSize() {
        return 4 + storage.offsetSize() + 4;
    }

    /**
     * The elements that a reference stands for.
     *
     * @param elementSize bytes
     */
    byte[] elements(Cursor reference, int elementSize) {
        long count = reference.u32();
        long address = storage.offset(reference);
        int index = (int) reference.u32();
        if (count == 0 || address <= 0) {
            if (count > 0 && address != 0) {
                throw new Hdf5Exception("is damaged: a list of " + count + " elements without a place");
            }
            return new byte[0];
        }
        Collection collection = collection(address);
        int[] place = collection.places.get(index);
        if (place == null) {
            throw new Hdf5Exception("is damaged: a list refers to what is not there");
        }
        long length = count * elementSize;
        if (length > place[1] - place[0]) {
            throw new Hdf5Exception("is damaged: a list claims " + count + " elements of " + elementSize
                    + " bytes, but has " + (place[1] - place[0]) + " bytes");
        }
        storage.produce(length);
        return Arrays.copyOfRange(collection.bytes, place[0], place[0] + (int) length);
    }

    private Collection collection(long address) {
        Collection found = kept.get(address);
        if (found == null) {
            found = read(address);
            kept.put(address, found);
            bytesKept += found.bytes.length;
            Iterator<Collection> eldest = kept.values().iterator();
            while (bytesKept > MOST_KEPT && kept.size() > 1) {
                bytesKept -= eldest.next().bytes.length;
                eldest.remove();
            }
        }
        return found;
    }

    private Collection read(long address) {
        int headerSize = 8 + storage.lengthSize();
        long size = storage.length(
                storage.structure(address, headerSize).expect("GCOL").skip(4));
        byte[] bytes = storage.structureBytes(address, size);
        Cursor from = new Cursor(bytes).skip(headerSize);
        Map<Integer, int[]> places = new HashMap<>();
        int objectHeader = 8 + storage.lengthSize();
        while (from.remaining() >= objectHeader) {
            int index = from.u16();
            long length = storage.length(from.skip(6));
            if (index == 0) {
                break; // free space up to the end
            }
            int begin = from.position();
            if (length > from.remaining()) {
                throw new Hdf5Exception("is damaged: a list reaches beyond its collection");
            }
            places.put(index, new int[] {begin, begin + (int) length});
            from.skip((int) Math.min(from.remaining(), (length + 7) / 8 * 8));
        }
        return new Collection(bytes, places);
    }
}
