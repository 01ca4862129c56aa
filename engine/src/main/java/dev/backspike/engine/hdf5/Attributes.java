package dev.backspike.engine.hdf5;

import dev.backspike.common.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of an object. They lie in its header or, where they are many or large, in a heap that a B-tree
 * indexes.
 */
final class Attributes {

    private static final int SHARED_TYPE = 1;
    private static final int SHARED_SPACE = 2;
    /**
     * Bytes of a heap's object that are read to compare the attribute's name; the names that are asked for are shorter.
     */
    private static final int START = 512;

    private static final int HEAP_ID = 8;

    private final Storage storage;
    private final String path;
    private final String name;
    private @Nullable Hdf5Dataset found;

    private Attributes(Storage storage, String path, String name) {
        this.storage = storage;
        this.path = path;
        this.name = name;
    }

    /** @return null if the object has no attribute of this name */
    static @Nullable Hdf5Dataset find(Storage storage, ObjectHeader header, String path, String name) {
        Attributes reader = new Attributes(storage, path, name);
        for (ObjectHeader.Message message : header.messages()) {
            if (message.type() == ObjectHeader.ATTRIBUTE && reader.isWanted(message.body())) {
                reader.found = reader.read(message.body());
            }
        }
        Cursor info = header.body(storage, ObjectHeader.ATTRIBUTE_INFO);
        if (info != null && reader.found == null) {
            reader.findDense(info);
        }
        return reader.found;
    }

    private void findDense(Cursor info) {
        int flags = info.skip(1).u8();
        info.skip((flags & 1) == 0 ? 0 : 2);
        long heapAddress = storage.offset(info);
        long indexAddress = storage.offset(info);
        if (heapAddress < 0 || indexAddress < 0) {
            return;
        }
        FractalHeap heap = new FractalHeap(storage, heapAddress);
        BTreeV2.forEach(storage, indexAddress, entry -> {
            byte[] id = entry.bytes(HEAP_ID);
            if (found == null && isWanted(heap.start(new Cursor(id), START))) {
                found = read(heap.object(new Cursor(id)));
            }
        });
    }

    private boolean isWanted(Cursor message) {
        int version = message.u8();
        int nameSize = message.skip(1).u16();
        message.skip(version == 3 ? 5 : 4);
        return nameSize > 0
                && nameSize <= message.remaining()
                && message.part(nameSize).text().equals(name);
    }

    private Hdf5Dataset read(Cursor message) {
        int version = message.u8();
        int flags = message.u8();
        int nameSize = message.u16();
        int typeSize = message.u16();
        int spaceSize = message.u16();
        message.skip(version == 3 ? 1 : 0);
        int padding = version == 1 ? 8 : 1;
        message.skip(nameSize + gap(nameSize, padding));
        if (version > 3 || (version > 1 && (flags & SHARED_SPACE) != 0)) {
            throw new Hdf5Exception("has an attribute " + Shown.name(name)
                    + " of a kind that is not supported; convert the file with: h5repack OLD.h5 NEW.h5");
        }
        Cursor stored = message.part(typeSize);
        boolean shared = version > 1 && (flags & SHARED_TYPE) != 0;
        Hdf5Type type = TypeReader.read(shared ? ObjectHeader.shared(storage, stored, ObjectHeader.DATATYPE) : stored);
        message.skip(gap(typeSize, padding));
        Dataspace space = Dataspace.read(storage, message.part(spaceSize));
        message.skip(gap(spaceSize, padding));
        String at = path + "/" + Shown.name(name);
        return Hdf5Dataset.attribute(storage, at, space, type, message.bytes(message.remaining()));
    }

    private static int gap(int size, int padding) {
        return (padding - size % padding) % padding;
    }
}
