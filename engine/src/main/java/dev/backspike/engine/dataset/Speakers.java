package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code extra/speaker}: the speaker of each sample.
 *
 * @param values by sample: the number that the file gives, or an index of {@code names}; none if the file names nobody
 * @param names in ascending order where speakers are texts; empty where they are numbers
 */
record Speakers(int[] values, List<String> names) {

    private static final Speakers NONE = new Speakers(new int[0], List.of());

    /**
     * Jobs need speakers only where they hold some out, by number; so speakers of another kind are no reason to refuse
     * a file. Those that are texts are kept to be shown.
     *
     * @param samples of the file
     * @throws InvalidDataFileException if numbered speakers are not as many as the samples
     */
    static Speakers read(Hdf5Group root, int samples) throws InvalidDataFileException {
        Hdf5Group extra = root.group("extra");
        Hdf5Dataset dataset = extra == null ? null : extra.dataset("speaker");
        if (dataset == null) {
            return NONE;
        }
        boolean text = dataset.type() instanceof Hdf5Type.Text || dataset.type() instanceof Hdf5Type.LongText;
        if (text && dataset.elements() == samples && dataset.shape().length == 1) {
            Labels named = Labels.ofTexts(dataset, samples);
            return new Speakers(named.values(), named.names());
        }
        return dataset.type() instanceof Hdf5Type.Whole ? ofNumbers(dataset, samples) : NONE;
    }

    private static Speakers ofNumbers(Hdf5Dataset dataset, int samples) throws InvalidDataFileException {
        if (dataset.elements() != samples) {
            throw new InvalidDataFileException("has " + samples + " labels but " + dataset.elements()
                    + " speakers in extra/speaker; they must be as many");
        }
        long[] numbers = dataset.all().wholes();
        int[] speakers = new int[samples];
        for (int k = 0; k < samples; k++) {
            if (numbers[k] != (int) numbers[k]) {
                throw new InvalidDataFileException(
                        "has the speaker " + numbers[k] + " in extra/speaker; expected a number of at most 31 bits");
            }
            speakers[k] = (int) numbers[k];
        }
        return new Speakers(speakers, List.of());
    }

    /** Whether the file numbers its speakers, so that some can be held out. */
    boolean areNumbers() {
        return values.length > 0 && names.isEmpty();
    }

    /** Every number once, in ascending order. */
    SortedSet<Integer> everyNumber() {
        return Arrays.stream(values).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    /** The speaker's name as the file gives it; null if it has no names. */
    @Nullable
    String name(int sample) {
        if (values.length == 0) {
            return null;
        }
        return names.isEmpty() ? String.valueOf(values[sample]) : names.get(values[sample]);
    }
}
