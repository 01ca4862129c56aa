package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.json.InvalidSpecException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
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
 * @param name as the specification gives it, for messages
 * @param pointer to the field that names it, for messages
 */
record IdxFile(Path path, String name, String pointer) {

    /** Larger records are refused; {@link LatencyImages} holds units in two bytes. */
    static final int LARGEST_RECORD = 1 << 16;

    /** @param rowBytes length of the last dimension: of an image its width */
    record Header(int records, int recordBytes, int rowBytes) {}

    /**
     * Reads the whole file, record by record, so that a damaged header cannot ask for more memory than there is data.
     *
     * @param dimensions that the file must have
     * @param receiver is given each record in turn; the array is used again
     * @throws InvalidSpecException if the file is not of this format, truncated or too long
     */
    Header read(int dimensions, Consumer<byte[]> receiver) {
        try {
            return read(path, dimensions, receiver);
        } catch (InvalidDataFileException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw invalid("cannot be read (" + e.getMessage() + ")");
        }
    }

    /**
     * Reads the whole file, whatever names it.
     *
     * @throws InvalidDataFileException if the file is not of this format, truncated or too long
     * @throws IOException if the disk fails
     */
    static Header read(Path path, int dimensions, Consumer<byte[]> receiver)
            throws InvalidDataFileException, IOException {
        try (InputStream in = PlainStream.open(path)) {
            Header header = header(in, dimensions);
            byte[] record = new byte[header.recordBytes];
            for (int i = 0; i < header.records; i++) {
                if (in.readNBytes(record, 0, record.length) < record.length) {
                    throw truncated("after " + i + " of " + header.records + " records");
                }
                receiver.accept(record);
            }
            if (in.read() >= 0) {
                throw new InvalidDataFileException(
                        "continues after the " + header.records + " records that its header declares");
            }
            return header;
        } catch (EOFException e) {
            throw truncated("in the middle of its gzip stream");
        } catch (ZipException e) {
            throw new InvalidDataFileException("is a damaged gzip file (" + e.getMessage() + ")");
        }
    }

    private static Header header(InputStream in, int dimensions) throws InvalidDataFileException, IOException {
        byte[] bytes = in.readNBytes(4 + 4 * dimensions);
        int magic = 0x0800 | dimensions;
        if (bytes.length >= 4 && ByteBuffer.wrap(bytes).getInt() != magic) {
            throw new InvalidDataFileException(
                    "starts with %08x, but an IDX file of unsigned bytes in %d dimension(s) starts with %08x"
                            .formatted(ByteBuffer.wrap(bytes).getInt(), dimensions, magic));
        }
        if (bytes.length < 4 + 4 * dimensions) {
            throw truncated("within its header");
        }
        ByteBuffer lengths = ByteBuffer.wrap(bytes, 4, 4 * dimensions);
        int records = lengths.getInt();
        long recordBytes = 1;
        int rowBytes = 1;
        while (lengths.hasRemaining()) {
            rowBytes = lengths.getInt();
            recordBytes = rowBytes < 1 ? -1 : Math.min(recordBytes * rowBytes, Integer.MAX_VALUE);
        }
        if (records < 1 || recordBytes < 1 || recordBytes > LARGEST_RECORD) {
            throw new InvalidDataFileException("has a header with the lengths " + shown(bytes, dimensions)
                    + "; there must be at least one record, of 1 to " + LARGEST_RECORD + " bytes");
        }
        return new Header(records, (int) recordBytes, rowBytes);
    }

    private static String shown(byte[] header, int dimensions) {
        IntBuffer lengths = ByteBuffer.wrap(header, 4, 4 * dimensions).asIntBuffer();
        int[] shown = new int[dimensions];
        lengths.get(shown);
        return Arrays.toString(shown);
    }

    private static InvalidDataFileException truncated(String where) {
        return new InvalidDataFileException("is truncated: it ends " + where);
    }

    /** A problem with the file's content. */
    InvalidSpecException invalid(String problem) {
        return new InvalidSpecException(pointer, "names " + name + ", which " + problem + "; replace the file");
    }
}
