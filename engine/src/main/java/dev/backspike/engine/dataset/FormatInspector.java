package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5File;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/** Recognises a data file's format by its first bytes, and reads it as a job would. */
public final class FormatInspector {

    private FormatInspector() {}

    /**
     * Reads the whole file.
     *
     * @throws InvalidDataFileException if the file is of no format that jobs can name, or damaged
     * @throws IOException if the disk fails
     */
    public static DataFile inspect(Path file) throws InvalidDataFileException, IOException {
        byte[] start = start(file);
        if (isIdx(start)) {
            return IdxView.describe(file, start[3]);
        }
        requireHdf5(file, start);
        return SpikeFileView.describe(file);
    }

    /**
     * Reads some samples of a file, to be looked at.
     *
     * @param from number of the first, counted from 0
     * @param count at most so many; fewer at the end of the file, or where images are large
     * @throws InvalidDataFileException if the file is of no format that jobs can name, or damaged
     * @throws IOException if the disk fails
     */
    public static List<DataSample> samples(Path file, int from, int count)
            throws InvalidDataFileException, IOException {
        byte[] start = start(file);
        if (isIdx(start)) {
            return IdxView.samples(file, start[3], from, count);
        }
        requireHdf5(file, start);
        return SpikeFileView.samples(file, from, count);
    }

    private static boolean isIdx(byte[] start) {
        return start.length >= 4 && start[0] == 0 && start[1] == 0 && start[2] == 8 && (start[3] == 1 || start[3] == 3);
    }

    private static void requireHdf5(Path file, byte[] start) throws InvalidDataFileException, IOException {
        if (isHdf5(file)) {
            return;
        }
        String foreign = ForeignFormat.described(start);
        if (foreign != null) {
            throw new InvalidDataFileException(foreign);
        }
        if (isSafetensors(start)) {
            throw new InvalidDataFileException("is a safetensors model, compressed with gzip; unpack it (gunzip)");
        }
        throw new InvalidDataFileException(
                start.length == 0
                        ? "is empty"
                        : "is neither HDF5 (in the SHD layout) nor IDX of unsigned bytes (images: 3 dimensions, labels: 1),"
                                + " plain or gzip, nor a model in NIR or safetensors"
                                + (isText(start) ? "; it is text" : ""));
    }

    /** The length of its header is a number of eight bytes, the last of which is 0; uncompressed ones are read. */
    private static boolean isSafetensors(byte[] start) {
        return start.length > 8 && start[7] == 0 && start[8] == '{';
    }

    private static boolean isText(byte[] start) {
        for (byte b : start) {
            if (b == 127 || (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return false;
            }
        }
        return true;
    }

    private static byte[] start(Path file) throws InvalidDataFileException, IOException {
        try (InputStream in = PlainStream.open(file)) {
            return in.readNBytes(ForeignFormat.LONGEST);
        } catch (EOFException | ZipException e) {
            throw new InvalidDataFileException("is a damaged gzip file (" + e.getMessage() + ")");
        }
    }

    private static boolean isHdf5(Path file) throws InvalidDataFileException, IOException {
        try (InputStream in = PlainStream.open(file)) {
            return Hdf5File.isIn(in);
        } catch (EOFException | ZipException e) {
            throw new InvalidDataFileException("is a damaged gzip file (" + e.getMessage() + ")");
        }
    }
}
