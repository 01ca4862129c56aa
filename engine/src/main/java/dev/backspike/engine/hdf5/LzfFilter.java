package dev.backspike.engine.hdf5;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.Filter;

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
final class LzfFilter implements Filter {

    /** Three bytes stand for 264 at most. */
    private static final int MOST_RATIO = 88;

    @Override
    public int getId() {
        return 32000;
    }

    @Override
    public String getName() {
        return "LZF";
    }

    /** @param parameters versions of filter and library, and the bytes of a decoded chunk */
    @Override
    public byte[] decode(byte[] encoded, int[] parameters) {
        if (parameters.length < 3 || parameters[2] < 0 || parameters[2] > (long) MOST_RATIO * encoded.length) {
            throw new HdfFilterException("has an LZF chunk whose declared size does not fit its " + encoded.length
                    + " bytes; the file is damaged");
        }
        byte[] decoded = new byte[parameters[2]];
        try {
            if (decode(encoded, decoded) == decoded.length) {
                return decoded;
            }
        } catch (IndexOutOfBoundsException e) {
            throw new HdfFilterException("has a damaged LZF chunk", e);
        }
        throw new HdfFilterException("has an LZF chunk that ends early; the file is damaged");
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
