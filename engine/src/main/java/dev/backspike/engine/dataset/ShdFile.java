package dev.backspike.engine.dataset;

import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a file that {@link ShdReader} has read.
 *
 * @param labelled the label of each sample, and the names of the classes where the file has them
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
     * @return null if that does not have all of the classes of these samples
     */
    @Nullable
    ShdFile numberedAs(ShdFile other) {
        Labels numbered = labelled.numberedAs(other.labelled);
        return numbered == null ? null : new ShdFile(units, classes, numbered, speakers, spikes);
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
        return labelled.names().stream().map(SampleCounter::shown).toList();
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
