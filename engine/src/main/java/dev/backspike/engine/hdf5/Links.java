package dev.backspike.engine.hdf5;

import dev.backspike.common.text.Shown;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The links of a group: in messages of its header, in a heap that a version 2 B-tree indexes, or, in the oldest form,
 * in a symbol table.
 */
final class Links {

    private static final int SOFT = 1;
    private static final int CACHED_SOFT_LINK = 2;

    private final Storage storage;
    private final Map<String, Link> links = new LinkedHashMap<>();

    private Links(Storage storage) {
        this.storage = storage;
    }

    static Map<String, Link> of(Storage storage, ObjectHeader group) {
        Links reader = new Links(storage);
        for (ObjectHeader.Message message : group.messages()) {
            if (message.type() == ObjectHeader.LINK) {
                reader.read(message.body());
            }
        }
        Cursor table = group.body(storage, ObjectHeader.SYMBOL_TABLE);
        if (table != null) {
            reader.readSymbolTable(storage.offset(table), storage.offset(table));
        }
        Cursor info = group.body(storage, ObjectHeader.LINK_INFO);
        if (info != null) {
            reader.readDense(info);
        }
        return reader.links;
    }

    private void read(Cursor message) {
        int version = message.u8();
        if (version != 1) {
            throw new Hdf5Exception("has a link message of version " + version
                    + ", which is not supported; convert the file with: h5repack OLD.h5 NEW.h5");
        }
        int flags = message.u8();
        int type = (flags & 8) == 0 ? 0 : message.u8();
        message.skip(((flags & 4) == 0 ? 0 : 8) + ((flags & 16) == 0 ? 0 : 1));
        int lengthSize = 1 << (flags & 3);
        long length = message.number(lengthSize);
        if (length < 0 || length > message.remaining()) {
            throw new Hdf5Exception("is damaged: a link's name ends early");
        }
        String name = Texts.name(message.bytes((int) length));
        add(
                name,
                switch (type) {
                    case 0 -> new Link.Hard(storage.offset(message));
                    case SOFT -> new Link.Soft(Texts.name(message.bytes(message.u16())));
                    default -> new Link.Foreign();
                });
    }

    private void add(String name, Link link) {
        if (links.putIfAbsent(name, link) != null) {
            throw new Hdf5Exception("is damaged: it has two links " + Shown.name(name));
        }
    }

    private void readDense(Cursor info) {
        int flags = info.skip(1).u8();
        info.skip((flags & 1) == 0 ? 0 : 8);
        long heapAddress = storage.offset(info);
        long indexAddress = storage.offset(info);
        if (heapAddress < 0 || indexAddress < 0) {
            return;
        }
        FractalHeap heap = new FractalHeap(storage, heapAddress);
        BTreeV2.forEach(storage, indexAddress, record -> read(heap.object(record.skip(4))));
    }

    private void readSymbolTable(long treeAddress, long heapAddress) {
        Cursor heap = storage.structure(heapAddress, 8 + 2L * storage.lengthSize() + storage.offsetSize())
                .expect("HEAP")
                .skip(4);
        long length = storage.length(heap);
        heap.skip(storage.lengthSize());
        byte[] names = storage.structureBytes(storage.offset(heap), length);
        BTreeV1.forEach(storage, treeAddress, BTreeV1.GROUPS, storage.lengthSize(), (_, node) -> {
            int count = storage.structure(node, 8).expect("SNOD").skip(2).u16();
            int size = 2 * storage.offsetSize() + 24;
            Cursor entries = storage.structure(node + 8, (long) count * size);
            for (int k = 0; k < count; k++) {
                readEntry(entries.part(size), names);
            }
        });
    }

    private void readEntry(Cursor entry, byte[] names) {
        String name = name(names, storage.offset(entry));
        long address = storage.offset(entry);
        long cache = entry.u32();
        if (cache == CACHED_SOFT_LINK) {
            add(name, new Link.Soft(name(names, entry.skip(4).u32())));
        } else {
            add(name, new Link.Hard(address));
        }
    }

    private static String name(byte[] names, long offset) {
        if (offset < 0 || offset >= names.length) {
            throw new Hdf5Exception("is damaged: a name lies outside of its heap");
        }
        return new Cursor(names).skip((int) offset).text();
    }
}
