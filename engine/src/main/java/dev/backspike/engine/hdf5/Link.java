package dev.backspike.engine.hdf5;

/** What a name in a group stands for. */
sealed interface Link {

    record Hard(long address) implements Link {}

    /** @param target a path from the root if it begins with a slash, else from the group of the link */
    record Soft(String target) implements Link {}

    /** In another file, or of a kind that only the writer's program knows; never followed. */
    record Foreign() implements Link {}
}
