package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Type;
import dev.backspike.engine.hdf5.Hdf5Values;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The class of each sample.
 *
 * @param values from 0 on
 * @param names by class; empty where the file gives classes no names
 * @param numbering of the classes
 */
record Labels(int[] values, List<String> names, Numbering numbering) {

    /** What determines the number of a class. */
    enum Numbering {
        /** The file gives numbers, and names at most beside them (an enumeration). */
        OF_FILE,
        /** The file gives texts, which were numbered in ascending order. */
        OF_NAMES
    }

    /** The most classes that a readout could tell apart; a larger number is damage or not a label. */
    static final int MOST_CLASSES = 1 << 16;

    private static final int ROWS_AT_ONCE = 1 << 14;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final String EXPECTED =
            "; expected one label for each sample, shape [n] or [n, 1], as whole numbers from"
                    + " 0 or as texts, or one row for each sample, shape [n, classes], with a single 1 (one-hot)";

    /**
     * Creates labels that are numbers in the file.
     *
     * @param members names of the enumeration's values, by value; empty if the labels are plain numbers
     */
    static Labels numbered(int[] values, Map<Long, String> members) {
        if (members.isEmpty()) {
            return new Labels(values, List.of(), Numbering.OF_FILE);
        }
        long last = Math.max(
                Arrays.stream(values).max().orElse(0),
                members.keySet().stream()
                        .mapToLong(Long::longValue)
                        .filter(value -> value < MOST_CLASSES)
                        .max()
                        .orElse(0));
        List<String> names = LongStream.rangeClosed(0, last)
                .mapToObj(value -> members.getOrDefault(value, String.valueOf(value)))
                .toList();
        return new Labels(values, names, Numbering.OF_FILE);
    }

    /** The names of an enumeration's values; empty for other types. */
    static Map<Long, String> members(Hdf5Dataset dataset) {
        return dataset.type() instanceof Hdf5Type.Whole whole ? whole.names() : Map.of();
    }

    /** The name of a class as it is displayed; null if it has none. */
    @Nullable
    String shownName(int label) {
        return names.isEmpty() ? null : SampleCounter.shown(names.get(label));
    }

    /**
     * The same samples, their classes numbered as in another file.
     *
     * @return null if that does not have all of the classes of these samples
     */
    @Nullable
    Labels numberedAs(Labels other) {
        boolean bothNumber = numbering == Numbering.OF_FILE && other.numbering == Numbering.OF_FILE;
        if (names.equals(other.names) || (bothNumber && (names.isEmpty() || other.names.isEmpty()))) {
            return this;
        }
        if (names.isEmpty() || other.names.isEmpty()) {
            return null;
        }
        Map<String, Integer> numberOf = new HashMap<>();
        for (int number = 0; number < other.names.size(); number++) {
            numberOf.putIfAbsent(other.names.get(number), number);
        }
        int[] numbers =
                names.stream().mapToInt(name -> numberOf.getOrDefault(name, -1)).toArray();
        int[] renumbered = Arrays.stream(values).map(label -> numbers[label]).toArray();
        return Arrays.stream(renumbered).anyMatch(number -> number < 0)
                ? null
                : new Labels(renumbered, other.names, other.numbering);
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
        boolean text = dataset.type().isText();
        if (!(text || dataset.type().isNumber()) || columns < 1 || columns > MOST_CLASSES || (text && columns > 1)) {
            throw refused(dataset, "");
        }
        if (text) {
            return named(texts(dataset, (int) shape[0]), dataset.described());
        }
        return numbered(ofNumbers(dataset, (int) shape[0], (int) columns), columns == 1 ? members(dataset) : Map.of());
    }

    /** The texts of a data set of one dimension. */
    static String[] texts(Hdf5Dataset dataset, int samples) {
        String[] texts = new String[samples];
        for (int first = 0; first < samples; first += ROWS_AT_ONCE) {
            Hdf5Values rows = dataset.rows(first, Math.min(ROWS_AT_ONCE, samples - first));
            System.arraycopy(rows.texts(), 0, texts, first, rows.count());
        }
        return texts;
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
        // MATLAB, for example, pads texts with spaces to the longest text of a file, which differs between files
        List<String> stripped = Arrays.stream(texts).map(String::strip).toList();
        List<String> names = ordered(new TreeSet<>(stripped));
        if (names.size() > MOST_CLASSES) {
            throw new InvalidDataFileException(
                    "has " + object + " with more than " + MOST_CLASSES + " different texts");
        }
        Map<String, Integer> numbers = new HashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return new Labels(stripped.stream().mapToInt(numbers::get).toArray(), names, Numbering.OF_NAMES);
    }

    /** Sorts names in ascending order. If all are whole numbers, they are sorted by value, so that 10 follows 9. */
    private static List<String> ordered(SortedSet<String> names) {
        boolean numbers = names.stream().allMatch(name -> DIGITS.matcher(name).matches());
        return numbers
                ? names.stream()
                        .sorted(Comparator.comparingLong(Long::parseLong))
                        .toList()
                : List.copyOf(names);
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
