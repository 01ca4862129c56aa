package dev.backspike.engine.dataset;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The samples of a file that {@link ShdReader} has read.
 *
 * @param labels by sample
 * @param speakers by sample; empty if the corpus has none
 */
record ShdFile(int units, int classes, int[] labels, int[] speakers, PackedSpikes spikes) implements Dataset {

    @Override
    public int size() {
        return labels.length;
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
    SortedSet<Integer> everySpeaker() {
        return Arrays.stream(speakers).boxed().collect(Collectors.toCollection(TreeSet::new));
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
