/**
 * Reads HDF5 files from untrusted sources. This reader exists because no other for Java checks what a file declares
 * against the bytes that it has. Begin with {@link dev.backspike.engine.hdf5.Hdf5File};
 * {@link dev.backspike.engine.hdf5.Storage} is where all bytes come from and all budgets are kept,
 * {@link dev.backspike.engine.hdf5.Guarded} where failures become refusals. Groups: {@code Links}; data sets:
 * {@code StorageLayout}, {@code ChunkTable}, {@code Filters}, {@code GlobalHeap}.
 */
@NullMarked
package dev.backspike.engine.hdf5;

import org.jspecify.annotations.NullMarked;
