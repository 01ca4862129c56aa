package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5File;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file in the HDF5 layout of the Spiking Heidelberg Digits (Cramer et al. 2020), plain or gzip:
 * {@code spikes/times} in seconds and {@code spikes/units}, each an array of variable length per sample,
 * {@code labels}, and {@code extra/speaker} where the corpus has speakers.
 *
 * <p>Spikes are read a few samples at a time and packed at once, so that a file needs little more memory than its
 * spikes; one that is compressed is unpacked to a temporary file, since it may exceed what an array can hold.
 */
final class ShdReader {

    /** Units are held in two bytes. */
    private static final int MOST_UNITS = 1 << 16;

    private final Path file;
    private final String name;
    private final String pointer;
    private final int units;
    private final int classes;

    /**
     * @param name as the specification gives it, for messages
     * @param pointer the field of the job specification that names the file
     * @param units input units; a spike of a higher unit is an error
     * @param classes number of classes; a higher label is an error
     */
    ShdReader(Path file, String name, String pointer, int units, int classes) {
        this.file = file;
        this.name = name;
        this.pointer = pointer;
        this.units = units;
        this.classes = classes;
    }

    /** @throws InvalidSpecException if the file is not of this layout, is damaged or does not fit */
    ShdFile read() {
        try {
            return unpacked(this::read);
        } catch (InvalidDataFileException e) {
            throw new InvalidSpecException(pointer, "names " + name + ", which " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidSpecException(
                    pointer, "names " + name + ", which cannot be read (" + e.getMessage() + ")");
        }
    }

    /**
     * Reads a whole file and keeps nothing of it.
     *
     * @throws IOException if the disk fails
     */
    static DataFile describe(Path file) throws InvalidDataFileException, IOException {
        return new ShdReader(file, "", "", MOST_UNITS, Integer.MAX_VALUE).describe();
    }

    private DataFile describe() throws InvalidDataFileException, IOException {
        Scan<Highest> scan = unpacked(plain -> scan(plain, _ -> new Highest()));
        return new DataFile(
                DataFile.Kind.SHD_HDF5,
                scan.labels.values().length,
                scan.spikes.unit + 1,
                Arrays.stream(scan.labels.values()).max().orElseThrow() + 1);
    }

    /** What is done with a file that is not compressed. */
    private interface Use<T> {

        T of(Path plain) throws InvalidDataFileException, IOException;
    }

    private <T> T unpacked(Use<T> use) throws InvalidDataFileException, IOException {
        if (!PlainStream.isCompressed(file)) {
            return use.of(file);
        }
        Path plain = Files.createTempFile("backspike-", ".h5");
        try {
            try (InputStream in = PlainStream.open(file)) {
                Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
            } catch (EOFException | ZipException e) {
                throw new InvalidDataFileException("is a damaged gzip file (" + e.getMessage() + "); replace it");
            }
            return use.of(plain);
        } finally {
            Files.delete(plain);
        }
    }

    private ShdFile read(Path plain) throws InvalidDataFileException, IOException {
        Scan<PackedSpikes.Builder> scan = scan(plain, samples -> new PackedSpikes.Builder(samples, units));
        return new ShdFile(units, classes, scan.labels, scan.speakers, scan.spikes.build());
    }

    /** Remembers no more than the highest unit. */
    private static final class Highest implements Samples {

        private int unit = -1;

        @Override
        public @Nullable String add(float[] seconds, int[] units) {
            for (int each : units) {
                unit = Math.max(unit, each);
            }
            return PackedSpikes.problem(seconds, units, MOST_UNITS);
        }
    }

    /** @param speakers none where the file names none as numbers */
    private record Scan<S extends Samples>(Labels labels, int[] speakers, S spikes) {}

    /** @param receiver makes what receives so many samples */
    private <S extends Samples> Scan<S> scan(Path plain, IntFunction<S> receiver)
            throws InvalidDataFileException, IOException {
        try (Hdf5File hdf = opened(plain)) {
            SpikeLayout layout = SpikeLayout.of(hdf);
            Labels labels = layout.labels();
            checkLabels(labels.values());
            int[] speakers = Speakers.read(hdf.root(), labels.values().length);
            S spikes = receiver.apply(labels.values().length);
            layout.give(spikes);
            return new Scan<>(labels, speakers, spikes);
        } catch (Hdf5Exception e) {
            throw new InvalidDataFileException("cannot be read: " + e.getMessage());
        }
    }

    private static Hdf5File opened(Path plain) throws InvalidDataFileException, IOException {
        try {
            return Hdf5File.open(plain);
        } catch (Hdf5Exception e) {
            throw new InvalidDataFileException("is not in the SHD layout or is damaged: " + e.getMessage());
        }
    }

    private void checkLabels(int[] labels) throws InvalidDataFileException {
        if (labels.length == 0) {
            throw new InvalidDataFileException("has no samples");
        }
        int lowest = Arrays.stream(labels).min().orElseThrow();
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] >= classes) {
                String counted = lowest == 1 && labels[sample] == classes
                        ? "if the file counts its classes from 1, subtract 1 from each label; else raise /dataset/classes"
                        : "raise /dataset/classes or mend the file";
                throw new InvalidDataFileException("gives sample " + sample + " the label " + labels[sample]
                        + ", but there are " + classes + " classes; " + counted);
            }
        }
    }
}
