package dev.backspike.worker.dataset;

import dev.backspike.common.spec.InvalidSpecException;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.exceptions.HdfException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
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
    private static final int GZIP = 0x1f8b;

    private final Path file;
    private final String pointer;
    private final int units;
    private final int classes;

    /**
     * @param pointer the field of the job specification that names the file
     * @param units input units; a spike of a higher unit is an error
     * @param classes number of classes; a higher label is an error
     */
    ShdReader(Path file, String pointer, int units, int classes) {
        this.file = file;
        this.pointer = pointer;
        this.units = units;
        this.classes = classes;
    }

    /** @throws InvalidSpecException if the file is not of this layout, is damaged or does not fit */
    ShdFile read() {
        try {
            return isCompressed() ? readUnpacked() : read(file);
        } catch (EOFException | ZipException e) {
            throw invalid("is a damaged gzip file (" + e.getMessage() + "); replace it");
        } catch (IOException e) {
            throw invalid("cannot be read (" + e.getMessage() + ")");
        }
    }

    private boolean isCompressed() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (in.read() << 8 | in.read()) == GZIP;
        }
    }

    private ShdFile readUnpacked() throws IOException {
        Path plain = Files.createTempFile("backspike-", ".h5");
        try {
            try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 16)) {
                Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
            }
            return read(plain);
        } finally {
            Files.delete(plain);
        }
    }

    private ShdFile read(Path plain) throws IOException {
        long bytes = Files.size(plain);
        try (HdfFile hdf = new HdfFile(plain)) {
            int[] labels = integers(dataset(hdf, "labels", bytes));
            checkLabels(labels);
            int[] speakers = speakers(hdf, bytes);
            if (speakers.length > 0 && speakers.length != labels.length) {
                throw invalid("has " + labels.length + " labels but " + speakers.length
                        + " speakers in extra/speaker; they must be as many");
            }
            Dataset times = dataset(hdf, "spikes/times", bytes);
            Dataset unitsOfSpikes = dataset(hdf, "spikes/units", bytes);
            return new ShdFile(units, classes, labels, speakers, spikes(times, unitsOfSpikes, labels.length));
        } catch (InvalidSpecException e) {
            throw e;
        } catch (RuntimeException e) {
            // a damaged file can lead the HDF5 reader anywhere: beyond buffers, to negative sizes, to wrong types
            String why = e instanceof HdfException ? String.valueOf(e.getMessage()) : e.toString();
            throw invalid("is not in the SHD layout or is damaged (" + why
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

    private PackedSpikes spikes(Dataset times, Dataset unitsOfSpikes, int samples) {
        int timeLists = times.getDimensions()[0];
        int unitLists = unitsOfSpikes.getDimensions()[0];
        if (timeLists != samples || unitLists != samples) {
            throw invalid("has " + samples + " labels, " + timeLists + " lists of times and " + unitLists
                    + " of units; they must be as many");
        }
        PackedSpikes.Builder spikes = new PackedSpikes.Builder(samples, units);
        for (int first = 0; first < samples; first += SAMPLES_AT_ONCE) {
            long[] from = {first};
            int[] count = {Math.min(SAMPLES_AT_ONCE, samples - first)};
            Object[] someTimes = (Object[]) times.getData(from, count);
            Object[] someUnits = (Object[]) unitsOfSpikes.getData(from, count);
            for (int k = 0; k < count[0]; k++) {
                String problem = spikes.add(seconds(someTimes[k]), integers(someUnits[k]));
                if (problem != null) {
                    throw invalid("is damaged or does not fit: sample " + (first + k) + " " + problem);
                }
            }
        }
        return spikes.build();
    }

    private void checkLabels(int[] labels) {
        if (labels.length == 0) {
            throw invalid("has no samples");
        }
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] < 0 || labels[sample] >= classes) {
                throw invalid("gives sample " + sample + " the label " + labels[sample] + ", but there are " + classes
                        + " classes; raise /dataset/classes or mend the file");
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

    private InvalidSpecException invalid(String problem) {
        return new InvalidSpecException(pointer, "names the file " + file.getFileName() + ", which " + problem);
    }
}
