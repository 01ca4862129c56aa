package dev.backspike.worker.files;

import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploaded files of a remote service: a cache of bounded size in a folder that the workers of a machine may share,
 * which then fetch each file once. A file gets its name, its checksum, once it is complete and has that checksum. Each
 * process computes the checksum again before it first uses a file that it has not fetched itself, and whenever the
 * file's size or time of change differ. A file is kept as long as the attempt that has located it runs, see
 * {@link FilesInUse}.
 */
public final class FetchedFiles implements UploadedFiles {

    private static final Logger log = LoggerFactory.getLogger(FetchedFiles.class);
    private static final int ATTEMPTS = 8;

    private final URI api;
    private final @Nullable String token;
    private final CacheFolder folder;
    private final FolderLocks locks;
    private final Eviction eviction;
    private final CacheMeters meters;
    private final Duration firstPause;
    private final Map<Sha256, Version> verified = new ConcurrentHashMap<>();

    /** The content that a file has, as far as the file system tells without reading it. */
    private record Version(@Nullable Object key, long bytes, FileTime changed) {

        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        }
    }

    /**
     * @param api base URL of the service
     * @param token null if the service requires none
     * @param folder created when needed
     * @param limit size of the cache, in bytes
     */
    public FetchedFiles(URI api, @Nullable String token, Path folder, long limit, CacheMeters meters) {
        this(api, token, new CacheFolder(folder), limit, meters, Duration.ofMillis(250));
    }

    /**
     * @param firstPause delay after the first failed attempt, doubled after each further one; by default half a minute
     *     in total
     */
    FetchedFiles(
            URI api, @Nullable String token, CacheFolder folder, long limit, CacheMeters meters, Duration firstPause) {
        String base = api.toString();
        this.api = URI.create(base.endsWith("/") ? base : base + "/");
        this.token = token;
        this.folder = folder;
        this.locks = FolderLocks.of(folder.root());
        this.eviction = new Eviction(folder, locks, limit, meters);
        this.meters = meters;
        this.firstPause = firstPause;
    }

    /** @throws FileNotFetchedException if the service has it, but it cannot be fetched or read now */
    @Override
    public Path locate(Sha256 sha256) throws IOException {
        try {
            return find(sha256);
        } catch (FileNotFoundException | FileNotFetchedException e) {
            throw e;
        } catch (IOException e) {
            throw new FileNotFetchedException("the cache of fetched files cannot be used: " + e.getMessage(), e);
        }
    }

    private Path find(Sha256 sha256) throws IOException {
        Path file = folder.complete(sha256);
        FolderLocks.Held use = locks.use(sha256);
        FilesInUse.keep(() -> leave(use));
        if (isIntact(sha256, file)) {
            meters.hit();
        } else {
            meters.missed();
            fetch(sha256, file);
        }
        folder.touch(file);
        return file;
    }

    /** What was kept for attempts that have ended may exceed the size of the cache. */
    private void leave(FolderLocks.Held use) {
        use.close();
        try {
            eviction.makeRoom(0);
        } catch (IOException e) {
            log.warn("the cache of fetched files could not be examined: {}", e.toString());
        }
    }

    private void fetch(Sha256 sha256, Path file) throws IOException {
        Duration pause = firstPause;
        for (int attempts = 1; ; attempts++) {
            try (FolderLocks.Held _ = locks.awaitFetching(sha256)) {
                // Another process may have fetched it while this one waited.
                if (!isIntact(sha256, file)) {
                    download(sha256, file);
                }
                return;
            } catch (FileNotFoundException | CacheDiskFullException e) {
                throw e;
            } catch (IOException e) {
                if (attempts == ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw new FileNotFetchedException("failed after " + attempts + " attempts: " + e.getMessage(), e);
                }
            }
            sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private void download(Sha256 sha256, Path file) throws IOException {
        if (Files.exists(file)) {
            log.warn("the fetched file {} is damaged and is fetched again", sha256);
        }
        Path part = folder.part(sha256);
        try (Download download = Download.begin(api, token, sha256)) {
            eviction.makeRoom(download.bytes());
            Sha256 arrived = download.writeTo(part);
            if (!arrived.equals(sha256)) {
                throw new IOException("what arrived has the checksum " + arrived + " instead of " + sha256);
            }
            folder.complete(part, file);
            Version version = Version.of(file);
            verified.put(sha256, version);
            meters.fetched(version.bytes());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Whether the file is there with its content; one that is damaged is fetched anew. */
    private boolean isIntact(Sha256 sha256, Path file) throws IOException {
        try {
            Version version = Version.of(file);
            if (version.equals(verified.get(sha256))) {
                return true;
            }
            if (!checksum(file).equals(sha256)) {
                return false;
            }
            verified.put(sha256, version);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Sha256 checksum(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.from(digest.digest());
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileNotFetchedException("interrupted", e);
        }
    }
}
