package dev.backspike.engine.hdf5;

/**
 * @param size stored bytes
 * @param mask bit k set: filter k was left out for this chunk
 */
record Chunk(long address, long size, int mask) {}
