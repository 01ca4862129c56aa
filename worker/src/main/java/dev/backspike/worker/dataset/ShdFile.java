package dev.backspike.worker.dataset;

import dev.backspike.common.spec.InvalidSpecException;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A file in the HDF5 layout of the Spiking Heidelberg Digits (Cramer et al. 2020), also gzipped: {@code spikes/times}
 * in seconds and {@code spikes/units}, each an array of variable length per sample, {@code labels}, and
 * {@code extra/speaker} where the corpus has speakers.
 */
final class ShdFile implements Dataset {

    private final int units;
    private final int classes;
    private final int[] labels;
    private final int[] speakers;
    private final PackedSpikes spikes;

    private ShdFile(int units, int classes, int[] labels, int[] speakers, PackedSpikes spikes) {
        this.units = units;
        this.classes = classes;
        this.labels = labels;
        this.speakers = speakers;
        this.spikes = spikes;
    }

    /**
     * @param units input units; a spike of a higher unit is an error
     * @param classes number of classes; a higher label is an error
     * @param pointer the field of the job specification that names the file
     * @throws InvalidSpecException if the file is not of this layout, is damaged or does not fit
     */
    static ShdFile read(Path file, int units, int classes, String pointer) {
        try (HdfFile hdf = HdfFile.fromBytes(bytes(file))) {
            int[] labels = (int[]) hdf.getDatasetByPath("labels").getData();
            Object[] times = (Object[]) hdf.getDatasetByPath("spikes/times").getData();
            Object[] unitsOfSpikes =
                    (Object[]) hdf.getDatasetByPath("spikes/units").getData();
            if (times.length != labels.length || unitsOfSpikes.length != labels.length) {
                throw invalid(
                        pointer,
                        file,
                        "has " + labels.length + " labels, " + times.length + " lists of times and "
                                + unitsOfSpikes.length + " of units; they must be as many");
            }
            checkLabels(labels, classes, file, pointer);
            PackedSpikes.Builder spikes = new PackedSpikes.Builder(labels.length, units);
            for (int sample = 0; sample < labels.length; sample++) {
                String problem = spikes.add((float[]) times[sample], (int[]) unitsOfSpikes[sample]);
                if (problem != null) {
                    throw invalid(pointer, file, "sample " + sample + " " + problem);
                }
            }
            int[] speakers = speakers(hdf);
            if (speakers.length > 0 && speakers.length != labels.length) {
                throw invalid(
                        pointer,
                        file,
                        "has " + labels.length + " labels but " + speakers.length
                                + " speakers in extra/speaker; they must be as many");
            }
            return new ShdFile(units, classes, labels, speakers, spikes.build());
        } catch (HdfException | ClassCastException e) {
            throw invalid(
                    pointer,
                    file,
                    "is not in the SHD layout or is damaged (" + e.getMessage()
                            + "); it needs spikes/times, spikes/units and labels");
        } catch (IOException e) {
            throw invalid(pointer, file, "cannot be read: " + e.getMessage());
        }
    }

    private static void checkLabels(int[] labels, int classes, Path file, String pointer) {
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] < 0 || labels[sample] >= classes) {
                throw invalid(
                        pointer,
                        file,
                        "gives sample " + sample + " the label " + labels[sample] + ", but there are " + classes
                                + " classes; raise /dataset/classes or mend the file");
            }
        }
    }

    private static int[] speakers(HdfFile hdf) {
        Node extra = hdf.getChildren().get("extra");
        boolean present = extra instanceof Group group && group.getChildren().containsKey("speaker");
        return present ? (int[]) hdf.getDatasetByPath("extra/speaker").getData() : new int[0];
    }

    private static byte[] bytes(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readAllBytes(file);
        }
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 16)) {
            return in.readAllBytes();
        }
    }

    private static InvalidSpecException invalid(String pointer, Path file, String problem) {
        return new InvalidSpecException(pointer, "names the file " + file.getFileName() + ", which " + problem);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int units() {
        return units;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int sample) {
        return labels[sample];
    }

    /** Whether the samples have speakers. */
    boolean hasSpeakers() {
        return speakers.length > 0;
    }

    /** The speaker of a sample, if the corpus has speakers. */
    int speaker(int sample) {
        return speakers[sample];
    }

    /** Every speaker once, in ascending order. */
    SortedSet<Integer> speakers() {
        return Arrays.stream(speakers).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        spikes.read(sample, into);
    }
}
