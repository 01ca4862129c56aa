package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;

/** {@code extra/speaker}: who speaks in each sample. */
final class Speakers {

    private Speakers() {}

    /**
     * Numbered speakers. Jobs need them only where they hold some out, by number; so speakers of another kind, such as
     * texts, are no reason to refuse a file.
     *
     * @param samples of the file
     * @return by sample; none if the file does not number its speakers
     * @throws InvalidDataFileException if they are not as many as the samples
     */
    static int[] read(Hdf5Group root, int samples) throws InvalidDataFileException {
        Hdf5Group extra = root.group("extra");
        Hdf5Dataset dataset = extra == null ? null : extra.dataset("speaker");
        if (dataset == null || !(dataset.type() instanceof Hdf5Type.Whole)) {
            return new int[0];
        }
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
        return speakers;
    }
}
