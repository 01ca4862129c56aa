package dev.backspike.engine.hdf5;

/** A group or a data set. */
public sealed interface Hdf5Node permits Hdf5Group, Hdf5Dataset {

    /** The names that lead here from the root, separated by slashes, fit to be shown; empty for the root. */
    String path();
}
