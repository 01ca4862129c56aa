package dev.backspike.worker.dataset;

import dev.backspike.common.spec.InvalidSpecException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An IDX file of unsigned bytes, the format of MNIST (Y. LeCun), plain or gzip, big-endian:
 *
 * <pre>
 *   00 00 08 D    magic: unsigned bytes, D dimensions
 *   int32 x D     length of each dimension, the first being the number of records
 *   bytes         records, row-major
 * </pre>
 *
 * Told apart from gzip by its first byte, so that names do not matter.
 *
 * @param name as the specification gives it, for messages
 * @param pointer to the field that names it, for messages
 */
record IdxFile(Path path, String name, String pointer) {

    /** Larger records are refused; {@link LatencyImages} holds units in two bytes. */
    static final int LARGEST_RECORD = 1 << 16;

    private static final int GZIP = 0x1f8b;

    record Header(int records, int recordBytes) {}

    /**
     * Reads the whole file, record by record, so that a damaged header cannot ask for more memory than there is data.
     *
     * @param dimensions that the file must have
     * @param receiver is given each record in turn; the array is used again
     * @throws InvalidSpecException if the file is not of this format, truncated or too long
     */
    Header read(int dimensions, Consumer<byte[]> receiver) {
        try (InputStream in = open()) {
            Header header = header(in, dimensions);
            byte[] record = new byte[header.recordBytes];
            for (int i = 0; i < header.records; i++) {
                if (in.readNBytes(record, 0, record.length) < record.length) {
                    throw truncated("after " + i + " of " + header.records + " records");
                }
                receiver.accept(record);
            }
            if (in.read() >= 0) {
                throw invalid("goes on after the " + header.records + " records that its header announces");
            }
            return header;
        } catch (EOFException e) {
            throw truncated("in the middle of its gzip stream");
        } catch (ZipException e) {
            throw invalid("is a damaged gzip file (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw invalid("cannot be read (" + e.getMessage() + ")");
        }
    }

    private InputStream open() throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        in.mark(2);
        boolean gzip = (in.read() << 8 | in.read()) == GZIP;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in;
    }

    private Header header(InputStream in, int dimensions) throws IOException {
        byte[] bytes = in.readNBytes(4 + 4 * dimensions);
        int magic = 0x0800 | dimensions;
        if (bytes.length >= 4 && ByteBuffer.wrap(bytes).getInt() != magic) {
            throw invalid("starts with %08x, but an IDX file of unsigned bytes in %d dimension(s) starts with %08x"
                    .formatted(ByteBuffer.wrap(bytes).getInt(), dimensions, magic));
        }
        if (bytes.length < 4 + 4 * dimensions) {
            throw truncated("within its header");
        }
        ByteBuffer lengths = ByteBuffer.wrap(bytes, 4, 4 * dimensions);
        int records = lengths.getInt();
        long recordBytes = 1;
        while (lengths.hasRemaining()) {
            int length = lengths.getInt();
            recordBytes = length < 1 ? -1 : Math.min(recordBytes * length, Integer.MAX_VALUE);
        }
        if (records < 1 || recordBytes < 1 || recordBytes > LARGEST_RECORD) {
            throw invalid("has a header of " + records + " records of " + recordBytes
                    + " bytes; there must be at least one record, of 1 to " + LARGEST_RECORD + " bytes");
        }
        return new Header(records, (int) recordBytes);
    }

    private InvalidSpecException truncated(String where) {
        return invalid("is truncated: it ends " + where);
    }

    /** A problem with the file's content. */
    InvalidSpecException invalid(String problem) {
        return new InvalidSpecException(pointer, "names " + name + ", which " + problem + "; replace the file");
    }
}
