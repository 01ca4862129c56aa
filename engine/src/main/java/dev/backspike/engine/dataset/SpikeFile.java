package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5File;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipException;

/**
 * An open HDF5 file of spikes. One that is compressed is unpacked to a temporary file, since it may exceed what an
 * array can hold.
 *
 * @param labels of its samples, at least one
 */
record SpikeFile(SpikeLayout layout, Labels labels, Speakers speakers) {

    /** Units are held in two bytes. */
    static final int MOST_UNITS = 1 << 16;

    static final double MS_PER_S = 1000;

    /** A use of an open file. */
    interface Use<T> {

        T of(SpikeFile file) throws InvalidDataFileException;
    }

    /**
     * Opens a file, plain or gzip, for a while.
     *
     * @throws InvalidDataFileException if the file is of no layout that is known, or damaged
     * @throws IOException if the disk fails
     */
    static <T> T open(Path file, Use<T> use) throws InvalidDataFileException, IOException {
        if (!PlainStream.isCompressed(file)) {
            return openPlain(file, use);
        }
        Path plain = Files.createTempFile("backspike-", ".h5");
        try {
            try (InputStream in = PlainStream.open(file)) {
                Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
            } catch (EOFException | ZipException e) {
                throw new InvalidDataFileException("is a damaged gzip file (" + e.getMessage() + "); replace it");
            }
            return openPlain(plain, use);
        } finally {
            Files.delete(plain);
        }
    }

    private static <T> T openPlain(Path plain, Use<T> use) throws InvalidDataFileException, IOException {
        try (Hdf5File hdf = opened(plain)) {
            SpikeLayout layout = SpikeLayout.of(hdf);
            Labels labels = layout.labels();
            if (labels.values().length == 0) {
                throw new InvalidDataFileException("has no samples");
            }
            Speakers speakers = Speakers.read(hdf.root(), labels.values().length);
            return use.of(new SpikeFile(layout, labels, speakers));
        } catch (Hdf5Exception e) {
            throw new InvalidDataFileException("cannot be read: " + e.getMessage());
        }
    }

    private static Hdf5File opened(Path plain) throws InvalidDataFileException, IOException {
        if (!Hdf5File.isAt(plain)) {
            throw new InvalidDataFileException("is not HDF5 (in the SHD layout or another that is known)");
        }
        try {
            return Hdf5File.open(plain);
        } catch (Hdf5Exception e) {
            throw new InvalidDataFileException("cannot be read: " + e.getMessage());
        }
    }

    int samples() {
        return labels.values().length;
    }

    /** Gives the spikes of the samples in [from, to), in order. */
    void give(int from, int to, Samples receiver) throws InvalidDataFileException {
        layout.give(from, to, receiver);
    }
}
