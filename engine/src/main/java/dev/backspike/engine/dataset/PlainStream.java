package dev.backspike.engine.dataset;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The content of a file, unpacked if it is gzip, which its first two bytes tell, so that names do not matter. What a
 * small file may unpack to is bounded, as it costs the disk and the time of everybody.
 */
final class PlainStream extends FilterInputStream {

    private static final int GZIP = 0x1f8b;
    private static final int BUFFER = 1 << 16;
    /** Spikes and images pack to a third or a tenth of their size, all zeros to a thousandth. */
    private static final long MOST_RATIO = 50;

    private static final long ALWAYS_ALLOWED = 256L << 20;

    private final long limit;
    private long left;

    private PlainStream(InputStream in, long limit) {
        super(in);
        this.limit = limit;
        this.left = limit;
    }

    static boolean isCompressed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (in.read() << 8 | in.read()) == GZIP;
        }
    }

    /**
     * Reading throws {@link ZipException} or {@link java.io.EOFException} if a gzip file is damaged, truncated or
     * unpacks to too much.
     */
    static InputStream open(Path file) throws IOException {
        return open(file, ALWAYS_ALLOWED);
    }

    static InputStream open(Path file, long alwaysAllowed) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(2);
            boolean gzip = (in.read() << 8 | in.read()) == GZIP;
            in.reset();
            if (!gzip) {
                return in;
            }
            long limit = Math.max(alwaysAllowed, MOST_RATIO * Files.size(file));
            return new BufferedInputStream(new PlainStream(new GZIPInputStream(in, BUFFER), limit), BUFFER);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int bytes) throws ZipException {
        left -= bytes;
        if (left < 0) {
            throw new ZipException("it unpacks to more than " + limit + " bytes, which is too much for its size");
        }
    }
}
