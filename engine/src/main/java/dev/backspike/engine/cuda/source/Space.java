package dev.backspike.engine.cuda.source;

import dev.backspike.engine.UnsupportedNetworkException;

/** Hands out an array, from the start. */
final class Space {

    private long end;

    int take(long elements) {
        int at = index(end);
        end += elements;
        index(end);
        return at;
    }

    int end() {
        return index(end);
    }

    /** @throws UnsupportedNetworkException if a position is none of an array */
    static int index(long position) {
        if (position > Integer.MAX_VALUE - 64) {
            throw new UnsupportedNetworkException(
                    "the network is too large for the CUDA engine: an array of " + position + " floats");
        }
        return (int) position;
    }
}
