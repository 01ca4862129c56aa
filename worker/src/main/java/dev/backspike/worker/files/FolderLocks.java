package dev.backspike.worker.files;

import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks on the contents of a folder that several processes share: on using a content, which keeps it from being
 * deleted, and on fetching it. Each is a lock of the operating system on one byte of a common file, which ends with its
 * process however that ends. A file of its own for each content could not be deleted without a race; locks on the
 * contents themselves would end as soon as any reader of the process closes the file. For the same reason a process
 * opens the common file once, and has one instance for each folder.
 */
final class FolderLocks {

    private static final String FILE = ".locks";
    /** The byte that stands for the folder as a whole; those of contents are below. */
    private static final long WHOLE = Long.MAX_VALUE - 1;

    private static final long POLL_MILLIS = 50;

    private static final Map<Path, FolderLocks> OF_PROCESS = new ConcurrentHashMap<>();

    private final Path folder;
    private final Map<Sha256, Shared> shared = new HashMap<>();
    private @Nullable FileChannel channel;

    private FolderLocks(Path folder) {
        this.folder = folder;
    }

    /** @param folder absolute; created when needed */
    static FolderLocks of(Path folder) {
        return OF_PROCESS.computeIfAbsent(folder, FolderLocks::new);
    }

    /** A lock, held until it is closed. */
    interface Held extends AutoCloseable {

        @Override
        void close();
    }

    /** A shared lock of this process, for all of its threads that use the content. */
    private static final class Shared {

        private final FileLock lock;
        private int users;

        Shared(FileLock lock) {
            this.lock = lock;
        }
    }

    /** No process deletes the content until the lock is closed, which others may have too. */
    Held use(Sha256 sha256) throws IOException {
        while (true) {
            Held held = tryUse(sha256);
            if (held != null) {
                return held;
            }
            pause();
        }
    }

    /** No thread of any process uses the content until the lock is closed; null if one does. */
    @Nullable
    Held tryKeepUnused(Sha256 sha256) throws IOException {
        return held(tryLock(position(sha256), false));
    }

    /** Waits until no other thread of any process fetches the content. */
    Held awaitFetching(Sha256 sha256) throws IOException {
        return await(position(sha256) + 1);
    }

    /** Returns null if a thread of any process fetches the content. */
    @Nullable
    Held tryFetching(Sha256 sha256) throws IOException {
        return held(tryLock(position(sha256) + 1, false));
    }

    /** Waits until no other thread of any process has this lock. */
    Held awaitWhole() throws IOException {
        return await(WHOLE);
    }

    private Held await(long position) throws IOException {
        while (true) {
            Held held = held(tryLock(position, false));
            if (held != null) {
                return held;
            }
            pause();
        }
    }

    private synchronized @Nullable Held tryUse(Sha256 sha256) throws IOException {
        Shared held = shared.get(sha256);
        if (held == null) {
            FileLock lock = tryLock(position(sha256), true);
            if (lock == null) {
                return null;
            }
            held = new Shared(lock);
            shared.put(sha256, held);
        }
        held.users++;
        return () -> leave(sha256);
    }

    private synchronized void leave(Sha256 sha256) {
        Shared held = shared.get(sha256);
        if (held != null && --held.users == 0) {
            shared.remove(sha256);
            release(held.lock);
        }
    }

    private static @Nullable Held held(@Nullable FileLock lock) {
        return lock == null ? null : () -> release(lock);
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("could not release a lock of the cache of fetched files", e);
        }
    }

    /** Never waits, since a thread that is interrupted while it waits for a lock loses the channel for all. */
    private @Nullable FileLock tryLock(long position, boolean forReading) throws IOException {
        try {
            return channel().tryLock(position, 1, forReading);
        } catch (OverlappingFileLockException e) {
            return null; // another thread of this process has it
        }
    }

    private synchronized FileChannel channel() throws IOException {
        if (channel == null) {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    /** The byte for using a content; the next one is for fetching it. */
    private static long position(Sha256 sha256) {
        return ByteBuffer.wrap(sha256.bytes()).getLong() >>> 3 << 1;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
