package dev.backspike.engine.hdf5;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of an object as a list of messages, each with its type by the specification's number. */
record ObjectHeader(long address, List<Message> messages) {

    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int OLD_FILL_VALUE = 0x04;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int SYMBOL_TABLE = 0x11;
    static final int ATTRIBUTE_INFO = 0x15;

    private static final int CONTINUATION = 0x10;
    private static final int SHARED_FLAG = 2;
    private static final int MOST_MESSAGES = 65_536;

    /** Its body is read from the front by each {@link #body}. */
    record Message(int type, int flags, byte[] content) {

        Cursor body() {
            return new Cursor(content);
        }
    }

    private record Block(long address, long length) {}

    static ObjectHeader read(Storage storage, long address) {
        Cursor start = storage.structure(address, 4);
        List<Message> messages = new ArrayList<>();
        if (start.u8() == 1) {
            readV1(storage, address, messages);
        } else {
            readV2(storage, address, messages);
        }
        return new ObjectHeader(address, messages);
    }

    private static void readV1(Storage storage, long address, List<Message> messages) {
        Cursor prefix = storage.structure(address, 16);
        int count = prefix.skip(2).u16();
        long length = prefix.skip(4).u32();
        Deque<Block> blocks = new ArrayDeque<>(List.of(new Block(address + 16, length)));
        while (!blocks.isEmpty() && messages.size() < count) {
            Block block = blocks.remove();
            Cursor from = storage.structure(block.address(), block.length());
            while (from.remaining() >= 8 && messages.size() < count) {
                int type = from.u16();
                int size = from.u16();
                int flags = from.u8();
                add(storage, new Message(type, flags, from.skip(3).bytes(size)), messages, blocks);
            }
        }
    }

    private static void readV2(Storage storage, long address, List<Message> messages) {
        Cursor prefix = storage.structure(address, 6).expect("OHDR");
        int version = prefix.u8();
        if (version != 2) {
            throw new Hdf5Exception("has an object header of version " + version + ", which is not supported");
        }
        int flags = prefix.u8();
        int before = 6 + ((flags & 0x20) == 0 ? 0 : 16) + ((flags & 0x10) == 0 ? 0 : 4);
        int lengthSize = 1 << (flags & 3);
        long length = storage.structure(address + before, lengthSize).number(lengthSize);
        Deque<Block> blocks = new ArrayDeque<>();
        read(storage, storage.structure(address + before + lengthSize, length), flags, messages, blocks);
        while (!blocks.isEmpty()) {
            Block block = blocks.remove();
            Cursor from = storage.structure(block.address(), block.length()).expect("OCHK");
            read(storage, from.part(from.remaining() - 4), flags, messages, blocks);
        }
    }

    private static void read(
            Storage storage, Cursor from, int headerFlags, List<Message> messages, Deque<Block> blocks) {
        int order = (headerFlags & 4) == 0 ? 0 : 2;
        // what is left may be a gap that no message fits into
        while (from.remaining() >= 4 + order) {
            int type = from.u8();
            int size = from.u16();
            int flags = from.u8();
            add(storage, new Message(type, flags, from.skip(order).bytes(size)), messages, blocks);
        }
    }

    private static void add(Storage storage, Message message, List<Message> messages, Deque<Block> blocks) {
        if (messages.size() == MOST_MESSAGES) {
            throw new Hdf5Exception("is damaged: an object header of more than " + MOST_MESSAGES + " messages");
        }
        messages.add(message);
        if (message.type() == CONTINUATION) {
            Cursor body = message.body();
            blocks.add(new Block(storage.offset(body), storage.length(body)));
        }
    }

    boolean has(int type) {
        return find(type) != null;
    }

    private @Nullable Message find(int type) {
        for (Message message : messages) {
            if (message.type() == type) {
                return message;
            }
        }
        return null;
    }

    /** The body of the first message of a type, wherever it is kept; null if there is none. */
    @Nullable
    Cursor body(Storage storage, int type) {
        Message message = find(type);
        if (message == null) {
            return null;
        }
        return (message.flags() & SHARED_FLAG) == 0 ? message.body() : shared(storage, message.body(), type);
    }

    /** A committed data type: the message is another object's. */
    static Cursor shared(Storage storage, Cursor reference, int type) {
        int version = reference.u8();
        int kind = reference.u8();
        if (version > 3 || (version == 3 && kind != 2)) {
            throw new Hdf5Exception("uses shared messages in a heap, which are not supported; convert the file with: "
                    + "h5repack OLD.h5 NEW.h5");
        }
        if (version == 1) {
            reference.skip(6);
        }
        Message message = read(storage, storage.offset(reference)).find(type);
        if (message == null || (message.flags() & SHARED_FLAG) != 0) {
            throw new Hdf5Exception("is damaged: it shares what is not there");
        }
        return message.body();
    }
}
