package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.json.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a file in the HDF5 layout of the Spiking Heidelberg Digits (Cramer et al. 2020), plain or gzip:
 * {@code spikes/times} in seconds and {@code spikes/units}, each an array of variable length per sample,
 * {@code labels}, and {@code extra/speaker} where the corpus has speakers.
 *
 * <p>Spikes are read a few samples at a time and packed at once, so that a file needs little more memory than its
 * spikes; one that is compressed is unpacked to a temporary file, since it may exceed what an array can hold.
 */
final class ShdReader {

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
            return SpikeFile.open(file, this::read);
        } catch (InvalidDataFileException e) {
            throw new InvalidSpecException(pointer, "names " + name + ", which " + e.getMessage());
        } catch (IOException e) {
            throw new InvalidSpecException(
                    pointer, "names " + name + ", which cannot be read (" + e.getMessage() + ")");
        }
    }

    private ShdFile read(SpikeFile opened) throws InvalidDataFileException {
        checkLabels(opened.labels().values());
        PackedSpikes.Builder spikes = new PackedSpikes.Builder(opened.samples(), units);
        opened.give(0, opened.samples(), spikes);
        return new ShdFile(units, classes, opened.labels(), opened.speakers(), spikes.build());
    }

    private void checkLabels(int[] labels) throws InvalidDataFileException {
        int lowest = Arrays.stream(labels).min().orElseThrow();
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] >= classes) {
                String counted = lowest == 1 && labels[sample] == classes
                        ? "if the file counts its classes from 1, subtract 1 from each label; else raise /dataset/classes"
                        : "raise /dataset/classes or correct the file";
                throw new InvalidDataFileException("gives sample " + sample + " the label " + labels[sample]
                        + ", but there are " + classes + " classes; " + counted);
            }
        }
    }
}
