package dev.backspike.engine.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Labelled spike trains, held in memory. Immutable, so that threads may read at will. */
public interface Dataset {

    /** Number of samples. */
    int size();

    /** Number of input units. */
    int units();

    /** Number of classes; every label is in [0, classes). */
    int classes();

    int label(int sample);

    /** Names of the classes by label; empty where they are numbers. */
    default List<String> classNames() {
        return List.of();
    }

    /** Who speaks in a sample, as the data name the speaker; null where they do not. */
    default @Nullable String speakerName(int sample) {
        return null;
    }

    /** The bytes held in memory for a sample. */
    long bytes(int sample);

    /** Replaces the content of {@code into} by the sample's spikes, in order of time, ties in order of unit. */
    void read(int sample, SpikeTrain into);
}
