/**
 * The uploaded files that a worker has fetched from its service: {@code FetchedFiles} is the cache, {@code CacheFolder}
 * its files, {@code FolderLocks} what its processes agree by, {@code Eviction} what keeps it within its size, and
 * {@code FilesInUse} what an attempt needs of it.
 */
@NullMarked
package dev.backspike.worker.files;

import org.jspecify.annotations.NullMarked;
