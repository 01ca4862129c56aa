package dev.backspike.engine.cuda.source;

/** Hands out a block's shared memory, from the start. */
final class SharedMemory {

    private int bytes;

    /** Reserves values of a size and returns the position of the first. */
    int take(int values, int size) {
        int at = Math.ceilDiv(bytes, size) * size;
        bytes = Math.addExact(at, Math.multiplyExact(values, size));
        return at;
    }

    int bytes() {
        return Math.ceilDiv(bytes, 16) * 16;
    }
}
