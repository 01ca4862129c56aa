/**
 * Reads HDF5 files that strangers wrote: a reader of its own, as none for Java holds what a file declares against the
 * bytes that it has. Begin with {@link dev.backspike.engine.hdf5.Hdf5File}; {@link dev.backspike.engine.hdf5.Storage}
 * is where all bytes come from and all budgets are kept, {@link dev.backspike.engine.hdf5.Guarded} where failures
 * become refusals. Groups: {@code Links}; data sets: {@code StorageLayout}, {@code ChunkTable}, {@code Filters},
 * {@code GlobalHeap}.
 */
@NullMarked
package dev.backspike.engine.hdf5;

import org.jspecify.annotations.NullMarked;
