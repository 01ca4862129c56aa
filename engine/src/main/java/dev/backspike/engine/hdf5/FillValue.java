package dev.backspike.engine.hdf5;

/** The value of elements that were never written. */
final class FillValue {

    private static final int DEFINED = 0x20;

    private FillValue() {}

    /** @return the bytes of an element, none if they are all zero */
    static byte[] read(Storage storage, ObjectHeader header, int elementSize) {
        byte[] value = read(storage, header);
        if (value.length != 0 && value.length != elementSize) {
            throw new Hdf5Exception(
                    "is damaged: a fill value of " + value.length + " bytes for elements of " + elementSize);
        }
        return value;
    }

    private static byte[] read(Storage storage, ObjectHeader header) {
        Cursor message = header.body(storage, ObjectHeader.FILL_VALUE);
        if (message == null) {
            Cursor old = header.body(storage, ObjectHeader.OLD_FILL_VALUE);
            return old == null ? new byte[0] : value(old);
        }
        int version = message.u8();
        boolean defined = switch (version) {
            case 1, 2 -> message.skip(2).u8() != 0;
            case 3 -> (message.u8() & DEFINED) != 0;
            default -> throw new Hdf5Exception("has a fill value of version " + version + ", which is not supported");
        };
        return defined ? value(message) : new byte[0];
    }

    private static byte[] value(Cursor message) {
        long size = message.u32();
        if (size > message.remaining()) {
            throw new Hdf5Exception("is damaged: a fill value ends early");
        }
        return message.bytes((int) size);
    }
}
