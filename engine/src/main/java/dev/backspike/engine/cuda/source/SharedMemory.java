package dev.backspike.engine.cuda.source;

/** Hands out a block's shared memory, from the start. */
final class SharedMemory {

    private int bytes;

    /** Where so many values of a size begin. */
    int take(int values, int size) {
        int at = Math.ceilDiv(bytes, size) * size;
        bytes = Math.addExact(at, Math.multiplyExact(values, size));
        return at;
    }

    int bytes() {
        return Math.ceilDiv(bytes, 16) * 16;
    }
}
