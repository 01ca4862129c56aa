package dev.backspike.engine.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a file that {@link ShdReader} has read.
 *
 * @param labelled the label of each sample, and the names of the classes where the file has texts
 * @param speakers of the samples, where the corpus has them
 */
record ShdFile(int units, int classes, Labels labelled, Speakers speakers, PackedSpikes spikes) implements Dataset {

    /** The label of each sample. */
    int[] labels() {
        return labelled.values();
    }

    @Override
    public int size() {
        return labels().length;
    }

    @Override
    public int label(int sample) {
        return labels()[sample];
    }

    /**
     * The same samples, their classes numbered as in another file.
     *
     * @return null if that has no names of classes, or not all of this one's
     */
    @Nullable
    ShdFile numberedAs(ShdFile other) {
        List<String> names = labelled.names();
        List<String> wanted = other.labelled.names();
        if (names.equals(wanted)) {
            return this;
        }
        if (names.isEmpty() || !wanted.containsAll(names)) {
            return null;
        }
        int[] renumbered = Arrays.stream(labels())
                .map(label -> wanted.indexOf(names.get(label)))
                .toArray();
        return new ShdFile(units, classes, new Labels(renumbered, wanted), speakers, spikes);
    }

    /** Whether the samples have speakers that are numbers. */
    boolean hasSpeakers() {
        return speakers.areNumbers();
    }

    /** The speaker of a sample, if the corpus numbers its speakers. */
    int speaker(int sample) {
        return speakers.values()[sample];
    }

    /** Every speaker once, in ascending order. */
    SortedSet<Integer> everySpeaker() {
        return speakers.everyNumber();
    }

    @Override
    public List<String> classNames() {
        return labelled.names();
    }

    @Override
    public @Nullable String speakerName(int sample) {
        return speakers.name(sample);
    }

    @Override
    public long bytes(int sample) {
        return spikes.bytes(sample) + 2L * Integer.BYTES;
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        spikes.read(sample, into);
    }
}
