package dev.backspike.worker.files;

import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cache within its size by deleting the files that were not used for longest. What an attempt of any process
 * uses stays, so that files in use may exceed the size together.
 */
final class Eviction {

    private static final Logger log = LoggerFactory.getLogger(Eviction.class);

    private final CacheFolder folder;
    private final FolderLocks locks;
    private final long limit;
    private final CacheMeters meters;

    /** @param limit size of the cache, in bytes */
    Eviction(CacheFolder folder, FolderLocks locks, long limit, CacheMeters meters) {
        this.folder = folder;
        this.locks = locks;
        this.limit = limit;
        this.meters = meters;
    }

    /**
     * Makes room for a file, in the cache and on its disk.
     *
     * @param bytes of the file
     * @throws CacheDiskFullException if the disk has less, and nothing is left to delete
     */
    void makeRoom(long bytes) throws IOException {
        try (FolderLocks.Held _ = locks.awaitWhole()) {
            var entries = folder.entries();
            long size = entries.stream().mapToLong(CacheFolder.Entry::bytes).sum();
            for (CacheFolder.Entry entry : entries) {
                // An incomplete file is what a process left behind when it died.
                if (!entry.complete() || size + bytes > limit || folder.usableBytes() < bytes) {
                    size -= delete(entry) ? entry.bytes() : 0;
                }
            }
            meters.size(size);
            if (size + bytes > limit) {
                log.info(
                        "the cache of fetched files exceeds its {} bytes by {}, since attempts use its files",
                        limit,
                        size + bytes - limit);
            }
            long usable = folder.usableBytes();
            if (usable < bytes) {
                throw new CacheDiskFullException(bytes, usable);
            }
        }
    }

    /** @return false if a process uses or fetches the file */
    private boolean delete(CacheFolder.Entry entry) throws IOException {
        FolderLocks.Held lock =
                entry.complete() ? locks.tryKeepUnused(entry.sha256()) : locks.tryFetching(entry.sha256());
        if (lock == null) {
            return false;
        }
        try (lock) {
            if (Files.deleteIfExists(entry.file()) && entry.complete()) {
                meters.evicted();
            }
            return true;
        }
    }
}
