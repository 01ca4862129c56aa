package dev.backspike.engine.hdf5;

/**
 * LZF as h5py writes it: a byte below 32 begins so many plus one literal bytes, any other a repetition of earlier
 * output,
 *
 * <pre>
 *   000lllll                      l + 1 literal bytes
 *   lllddddd dddddddd             l + 2 bytes from d + 1 back, l in 1 .. 6
 *   111ddddd llllllll dddddddd    l + 9 bytes from d + 1 back
 * </pre>
 */
final class Lzf {

    /** Three bytes stand for 264 at most. */
    private static final int MOST_RATIO = 88;

    private Lzf() {}

    /** @param size bytes of the decoded chunk */
    static byte[] decode(byte[] encoded, int size) {
        if (size < 0 || size > (long) MOST_RATIO * encoded.length) {
            throw new Hdf5Exception("is damaged: an LZF chunk of " + encoded.length + " bytes for " + size);
        }
        byte[] decoded = new byte[size];
        try {
            if (decode(encoded, decoded) == size) {
                return decoded;
            }
        } catch (IndexOutOfBoundsException _) {
            throw new Hdf5Exception("is damaged: an LZF chunk refers to what is outside of it");
        }
        throw new Hdf5Exception("is damaged: an LZF chunk ends early");
    }

    /** @return bytes written */
    private static int decode(byte[] in, byte[] out) {
        int from = 0;
        int to = 0;
        while (from < in.length) {
            int control = in[from++] & 0xff;
            if (control < 32) {
                int length = control + 1;
                System.arraycopy(in, from, out, to, length);
                from += length;
                to += length;
            } else {
                int length = (control >>> 5) + 2;
                if (length == 9) {
                    length += in[from++] & 0xff;
                }
                int source = to - ((control & 0x1f) << 8 | (in[from++] & 0xff)) - 1;
                // byte by byte, as a repetition may overlap what it writes
                for (int end = to + length; to < end; ) {
                    out[to++] = out[source++];
                }
            }
        }
        return to;
    }
}
