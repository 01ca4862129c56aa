package dev.backspike.engine.hdf5;

import org.jspecify.annotations.Nullable;

/** Small data that are kept in the header of an object. */
final class Attributes {

    private static final int SHARED = 3;

    private Attributes() {}

    /** @return null if there is no attribute of this name in the header */
    static @Nullable Hdf5Dataset find(Storage storage, ObjectHeader header, String path, String name) {
        for (ObjectHeader.Message message : header.messages()) {
            if (message.type() == ObjectHeader.ATTRIBUTE) {
                Hdf5Dataset found = read(storage, message.body(), path, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Hdf5Dataset read(Storage storage, Cursor message, String path, String name) {
        int version = message.u8();
        int flags = message.u8();
        int nameSize = message.u16();
        int typeSize = message.u16();
        int spaceSize = message.u16();
        message.skip(version == 3 ? 1 : 0);
        int padding = version == 1 ? 8 : 1;
        Cursor text = message.part(nameSize);
        if (nameSize == 0 || !text.text().equals(name)) {
            return null;
        }
        message.skip(gap(nameSize, padding));
        if (version > 3 || (version > 1 && (flags & SHARED) != 0)) {
            throw new Hdf5Exception("has an attribute " + Links.shown(name) + " of a kind that is not supported");
        }
        Hdf5Type type = TypeReader.read(message.part(typeSize));
        message.skip(gap(typeSize, padding));
        Dataspace space = Dataspace.read(storage, message.part(spaceSize));
        message.skip(gap(spaceSize, padding));
        String at = path + "/" + Links.shown(name);
        return Hdf5Dataset.attribute(storage, at, space, type, message.bytes(message.remaining()));
    }

    private static int gap(int size, int padding) {
        return (padding - size % padding) % padding;
    }
}
