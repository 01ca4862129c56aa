package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Type;
import dev.backspike.engine.hdf5.Hdf5Values;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The class of each sample.
 *
 * @param values from 0 on
 * @param names of the classes, in ascending order of the texts; empty where the file numbers its classes
 */
record Labels(int[] values, List<String> names) {

    /** The most classes that a readout could tell apart; a larger number is damage or not a label. */
    static final int MOST_CLASSES = 1 << 16;

    private static final int ROWS_AT_ONCE = 1 << 14;
    private static final String EXPECTED =
            "; expected one label for each sample, shape [n] or [n, 1], as whole numbers from"
                    + " 0 or as texts, or one row for each sample, shape [n, classes], with a single 1 (one-hot)";

    /** Labels of numbers. */
    Labels(int[] values) {
        this(values, List.of());
    }

    /**
     * @param mostSamples that the file can hold
     * @throws InvalidDataFileException if the data set is no list of labels
     */
    static Labels read(Hdf5Dataset dataset, long mostSamples) throws InvalidDataFileException {
        long[] shape = dataset.shape();
        if (shape.length < 1 || shape.length > 2 || shape[0] > Math.min(mostSamples, Integer.MAX_VALUE / 2)) {
            throw refused(dataset, "");
        }
        long columns = dataset.rowElements();
        boolean text = dataset.type() instanceof Hdf5Type.Text || dataset.type() instanceof Hdf5Type.LongText;
        if (columns < 1 || columns > MOST_CLASSES || (text && columns > 1)) {
            throw refused(dataset, "");
        }
        return text ? ofTexts(dataset, (int) shape[0]) : new Labels(ofNumbers(dataset, (int) shape[0], (int) columns));
    }

    /** The texts of a data set of one dimension. */
    static Labels ofTexts(Hdf5Dataset dataset, int samples) throws InvalidDataFileException {
        String[] texts = new String[samples];
        for (int first = 0; first < samples; first += ROWS_AT_ONCE) {
            Hdf5Values rows = dataset.rows(first, Math.min(ROWS_AT_ONCE, samples - first));
            System.arraycopy(rows.texts(), 0, texts, first, rows.count());
        }
        return named(texts, dataset.described());
    }

    /** The label of one sample, from a data set of one number. */
    static int single(Hdf5Dataset dataset) throws InvalidDataFileException {
        if (dataset.elements() != 1) {
            throw new InvalidDataFileException("has the label " + dataset.described() + "; expected one number");
        }
        return checked(dataset, dataset.all().reals()[0], 0);
    }

    /** @param object that holds the texts, for messages */
    static Labels named(String[] texts, String object) throws InvalidDataFileException {
        for (int sample = 0; sample < texts.length; sample++) {
            if (texts[sample].isBlank()) {
                throw new InvalidDataFileException("has " + object + " with an empty text for sample " + sample
                        + "; write the label of each sample, or leave the sample out");
            }
        }
        List<String> names = List.copyOf(new TreeSet<>(List.of(texts)));
        if (names.size() > MOST_CLASSES) {
            throw new InvalidDataFileException(
                    "has " + object + " with more than " + MOST_CLASSES + " different texts");
        }
        String[] sorted = names.toArray(String[]::new);
        return new Labels(
                Arrays.stream(texts)
                        .mapToInt(text -> Arrays.binarySearch(sorted, text))
                        .toArray(),
                names);
    }

    private static int[] ofNumbers(Hdf5Dataset dataset, int samples, int columns) throws InvalidDataFileException {
        int[] values = new int[samples];
        int rowsAtOnce = Math.max(1, ROWS_AT_ONCE / columns);
        for (int first = 0; first < samples; first += rowsAtOnce) {
            double[] rows =
                    dataset.rows(first, Math.min(rowsAtOnce, samples - first)).reals();
            for (int k = 0; k < rows.length / columns; k++) {
                double label = columns == 1 ? rows[k] : onlyOne(dataset, rows, k * columns, columns, first + k);
                values[first + k] = checked(dataset, label, first + k);
            }
        }
        return values;
    }

    private static int checked(Hdf5Dataset dataset, double label, int sample) throws InvalidDataFileException {
        if (!(label >= 0 && label < MOST_CLASSES && label == Math.rint(label))) {
            String shown = label == Math.rint(label) && Math.abs(label) < 1e15 ? "" + (long) label : "" + label;
            throw refused(
                    dataset,
                    " gives sample " + sample + " the label " + shown + ", which is no class from 0 to "
                            + (MOST_CLASSES - 1));
        }
        return (int) label;
    }

    private static int onlyOne(Hdf5Dataset dataset, double[] rows, int from, int columns, int sample)
            throws InvalidDataFileException {
        int one = -1;
        for (int c = 0; c < columns; c++) {
            double value = rows[from + c];
            if (value == 1 && one < 0) {
                one = c;
            } else if (value != 0) {
                throw refused(
                        dataset,
                        " has no single 1 among zeros in row " + sample
                                + (dataset.shape()[0] == 1
                                        ? "; if this row has the labels of all samples, transpose it"
                                        : ""));
            }
        }
        if (one < 0) {
            throw refused(dataset, " has no 1 in row " + sample);
        }
        return one;
    }

    private static InvalidDataFileException refused(Hdf5Dataset dataset, String reason) {
        return new InvalidDataFileException(
                "has " + dataset.described() + (reason.isEmpty() ? "" : ", which" + reason) + EXPECTED);
    }
}
