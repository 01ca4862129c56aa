package dev.backspike.engine.dataset;

import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code extra/speaker}: the speaker of each sample.
 *
 * @param values by sample: the number that the file gives, or an index of {@code names}; empty if the file has no
 *     speakers that can be read
 * @param names where speakers are texts; empty where they are numbers
 * @param problem why the speakers of the file cannot be read, as the end of a sentence; null if they can, or if the
 *     file has none
 */
record Speakers(int[] values, List<String> names, @Nullable String problem) {

    private static final Speakers NONE = new Speakers(new int[0], List.of(), null);

    /**
     * Reads the speakers. Only jobs that hold out speakers need them, so a file whose speakers cannot be read is not
     * refused. Texts cannot be held out and are kept for display.
     *
     * @param samples of the file
     */
    static Speakers read(Hdf5Group root, int samples) {
        try {
            Hdf5Group extra = root.group("extra");
            Hdf5Dataset dataset = extra == null ? null : extra.dataset("speaker");
            return dataset == null ? NONE : of(dataset, samples);
        } catch (Hdf5Exception e) {
            return unread(String.valueOf(e.getMessage()));
        }
    }

    private static Speakers of(Hdf5Dataset dataset, int samples) {
        long[] shape = dataset.shape();
        boolean list = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
        if (!list || shape[0] != samples) {
            return unread(dataset.described() + "; expected one speaker for each of the " + samples + " samples");
        }
        if (dataset.type().isText()) {
            return ofTexts(Labels.texts(dataset, samples));
        }
        return dataset.type() instanceof Hdf5Type.Whole
                ? ofNumbers(dataset, samples)
                : unread(dataset.described() + "; expected whole numbers or texts");
    }

    private static Speakers unread(String problem) {
        return new Speakers(new int[0], List.of(), problem);
    }

    private static Speakers ofTexts(String[] texts) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] values = new int[texts.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = numbers.computeIfAbsent(texts[k].strip(), _ -> numbers.size());
        }
        return new Speakers(values, List.copyOf(numbers.keySet()), null);
    }

    private static Speakers ofNumbers(Hdf5Dataset dataset, int samples) {
        long[] numbers = dataset.all().wholes();
        int[] speakers = new int[samples];
        for (int k = 0; k < samples; k++) {
            speakers[k] = (int) numbers[k];
            if (numbers[k] != speakers[k]) {
                return unread(dataset.described() + ", in which sample " + k + " has the number " + numbers[k]
                        + "; expected numbers of at most 31 bits");
            }
        }
        return new Speakers(speakers, List.of(), null);
    }

    /** Whether the file numbers its speakers, so that some can be held out. */
    boolean areNumbers() {
        return values.length > 0 && names.isEmpty();
    }

    /** Every number once, in ascending order. */
    SortedSet<Integer> everyNumber() {
        return Arrays.stream(values).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** The speaker's name; null if the file does not give one for this sample. */
    @Nullable
    String name(int sample) {
        if (values.length == 0) {
            return null;
        }
        String name = names.isEmpty() ? String.valueOf(values[sample]) : names.get(values[sample]);
        return name.isEmpty() ? null : name;
    }

    /** The speaker's name as it is displayed; null if the file does not give one for this sample. */
    @Nullable
    String shownName(int sample) {
        String name = name(sample);
        return name == null ? null : SampleCounter.shown(name);
    }
}
