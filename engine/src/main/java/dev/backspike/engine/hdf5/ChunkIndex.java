package dev.backspike.engine.hdf5;

/** The index by which a data set finds its chunks; addresses are -1 where nothing was ever written. */
sealed interface ChunkIndex {

    record TreeV1(long address) implements ChunkIndex {}

    /** @param size stored bytes, -1 if the chunk is not filtered */
    record Single(long address, long size, int mask) implements ChunkIndex {}

    /** All chunks one after the other. */
    record Implicit(long address) implements ChunkIndex {}

    record FixedArray(long address) implements ChunkIndex {}

    record ExtensibleArray(long address) implements ChunkIndex {}

    record TreeV2(long address) implements ChunkIndex {}
}
