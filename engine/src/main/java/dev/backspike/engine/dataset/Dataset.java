package dev.backspike.engine.dataset;

/** Labelled spike trains, held in memory. Immutable, so that threads may read at will. */
public interface Dataset {

    /** Number of samples. */
    int size();

    /** Number of input units. */
    int units();

    /** Number of classes; every label is in [0, classes). */
    int classes();

    int label(int sample);

    /** What is held in memory for a sample. */
    long bytes(int sample);

    /** Replaces the content of {@code into} by the sample's spikes, in order of time, ties in order of unit. */
    void read(int sample, SpikeTrain into);
}
