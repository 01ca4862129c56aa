package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.engine.hdf5.Hdf5Files;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.exceptions.HdfException;
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

    private static final int SAMPLES_AT_ONCE = 64;
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
                scan.labels.length,
                scan.spikes.unit + 1,
                Arrays.stream(scan.labels).max().orElseThrow() + 1);
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

    /** Receives the spikes of each sample in turn, and says what is wrong with them, or null. */
    interface Samples {

        @Nullable
        String add(float[] seconds, int[] units);
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

    private record Scan<S extends Samples>(int[] labels, int[] speakers, S spikes) {}

    /** @param receiver makes what receives so many samples */
    private <S extends Samples> Scan<S> scan(Path plain, IntFunction<S> receiver)
            throws InvalidDataFileException, IOException {
        long bytes = Files.size(plain);
        try (HdfFile hdf = Hdf5Files.open(plain)) {
            int[] labels = integers(dataset(hdf, "labels", bytes));
            checkLabels(labels);
            int[] speakers = speakers(hdf, bytes);
            if (speakers.length > 0 && speakers.length != labels.length) {
                throw new InvalidDataFileException("has " + labels.length + " labels but " + speakers.length
                        + " speakers in extra/speaker; they must be as many");
            }
            Dataset times = dataset(hdf, "spikes/times", bytes);
            Dataset unitsOfSpikes = dataset(hdf, "spikes/units", bytes);
            S spikes = receiver.apply(labels.length);
            give(times, unitsOfSpikes, labels.length, spikes);
            return new Scan<>(labels, speakers, spikes);
        } catch (RuntimeException e) {
            // a damaged file can lead the HDF5 reader anywhere: beyond buffers, to negative sizes, to wrong types
            String why = e instanceof HdfException ? String.valueOf(e.getMessage()) : e.toString();
            throw new InvalidDataFileException("is not in the SHD layout or is damaged (" + why
                    + "); it needs spikes/times, spikes/units and labels");
        }
    }

    /**
     * A damaged header must not ask for more memory than there is data: each sample has two references of 16 bytes to
     * its spikes, so nothing that is read whole is larger than the file.
     */
    private static Dataset dataset(HdfFile hdf, String path, long fileBytes) {
        Dataset dataset = hdf.getDatasetByPath(path);
        long bytes = dataset.getSizeInBytes();
        if (dataset.getDimensions().length != 1 || dataset.getSize() < 0 || bytes < 0 || bytes > fileBytes) {
            throw new HdfException(path + " must be a list that fits into the file");
        }
        return dataset;
    }

    private static void give(Dataset times, Dataset unitsOfSpikes, int samples, Samples to)
            throws InvalidDataFileException {
        int timeLists = times.getDimensions()[0];
        int unitLists = unitsOfSpikes.getDimensions()[0];
        if (timeLists != samples || unitLists != samples) {
            throw new InvalidDataFileException("has " + samples + " labels, " + timeLists + " lists of times and "
                    + unitLists + " of units; they must be as many");
        }
        for (int first = 0; first < samples; first += SAMPLES_AT_ONCE) {
            long[] from = {first};
            int[] count = {Math.min(SAMPLES_AT_ONCE, samples - first)};
            Object[] someTimes = (Object[]) times.getData(from, count);
            Object[] someUnits = (Object[]) unitsOfSpikes.getData(from, count);
            for (int k = 0; k < count[0]; k++) {
                String problem = to.add(seconds(someTimes[k]), integers(someUnits[k]));
                if (problem != null) {
                    throw new InvalidDataFileException(
                            "is damaged or does not fit: sample " + (first + k) + " " + problem);
                }
            }
        }
    }

    private void checkLabels(int[] labels) throws InvalidDataFileException {
        if (labels.length == 0) {
            throw new InvalidDataFileException("has no samples");
        }
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] < 0 || labels[sample] >= classes) {
                throw new InvalidDataFileException("gives sample " + sample + " the label " + labels[sample]
                        + ", but there are " + classes + " classes; raise /dataset/classes or mend the file");
            }
        }
    }

    private static int[] speakers(HdfFile hdf, long bytes) {
        boolean present = hdf.getChildren().get("extra") instanceof Group extra
                && extra.getChildren().containsKey("speaker");
        return present ? integers(dataset(hdf, "extra/speaker", bytes)) : new int[0];
    }

    private static int[] integers(Dataset dataset) {
        return dataset.isEmpty() ? new int[0] : integers(dataset.getData());
    }

    /** Of whichever width and sign the file has them. */
    private static int[] integers(@Nullable Object array) {
        return switch (array) {
            case int[] ints -> ints;
            case long[] longs -> {
                int[] ints = new int[longs.length];
                for (int k = 0; k < longs.length; k++) {
                    ints[k] = Math.toIntExact(longs[k]);
                }
                yield ints;
            }
            case short[] shorts -> {
                int[] ints = new int[shorts.length];
                for (int k = 0; k < shorts.length; k++) {
                    ints[k] = shorts[k];
                }
                yield ints;
            }
            case byte[] bytes -> {
                int[] ints = new int[bytes.length];
                for (int k = 0; k < bytes.length; k++) {
                    ints[k] = bytes[k];
                }
                yield ints;
            }
            case null, default -> throw new HdfException("units, labels and speakers must be whole numbers");
        };
    }

    private static float[] seconds(@Nullable Object array) {
        return switch (array) {
            case float[] floats -> floats;
            case double[] doubles -> {
                float[] floats = new float[doubles.length];
                for (int k = 0; k < doubles.length; k++) {
                    floats[k] = (float) doubles[k];
                }
                yield floats;
            }
            case null, default -> throw new HdfException("times must be floating-point numbers, in seconds");
        };
    }
}
