package dev.backspike.engine.hdf5;

/** The target of a name in a group. */
sealed interface Link {

    record Hard(long address) implements Link {}

    /** @param target a path from the root if it begins with a slash, else from the group of the link */
    record Soft(String target) implements Link {}

    /** A link into another file, or of a kind that only the writing program knows; never followed. */
    record Foreign() implements Link {}
}
