package dev.backspike.worker.files;

import dev.backspike.common.file.ContainedFolder;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of the cache: complete ones under their checksums, and those of which a part has arrived. */
final class CacheFolder {

    private static final String PART = ".part";

    private final ContainedFolder folder;
    private final Disk disk;

    /** The space that the disk of a folder has left, in bytes. */
    interface Disk {

        long usableBytes(Path folder) throws IOException;
    }

    CacheFolder(Path root) {
        this(root, folder -> Files.getFileStore(folder).getUsableSpace());
    }

    CacheFolder(Path root, Disk disk) {
        this.folder = new ContainedFolder(root);
        this.disk = disk;
    }

    /**
     * A file of the cache.
     *
     * @param complete false for one of which a part has arrived
     * @param used when it was used last
     */
    record Entry(Path file, Sha256 sha256, boolean complete, long bytes, FileTime used) {}

    Path root() {
        return folder.root();
    }

    /** The path of a complete file, which need not exist. */
    Path complete(Sha256 sha256) throws IOException {
        return folder.resolve(sha256);
    }

    /** The path of the part that has arrived, which need not exist. */
    Path part(Sha256 sha256) {
        return folder.root().resolve("." + sha256 + PART);
    }

    /** Makes a part a complete file, which outlives a loss of power. */
    void complete(Path part, Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder.root(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Records the use as the time of access. The time of change stays, from which readers know the content. */
    void touch(Path file) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(null, FileTime.from(Instant.now()), null);
    }

    /** Space that the disk has left, in bytes. */
    long usableBytes() throws IOException {
        return disk.usableBytes(folder.root());
    }

    /** The files of the cache, the least recently used first. */
    List<Entry> entries() throws IOException {
        List<Entry> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.root())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Entry entry = entry(file);
                if (entry != null) {
                    found.add(entry);
                }
            }
        }
        found.sort(Comparator.comparing(Entry::used));
        return found;
    }

    /** Null for a file that is not the cache's, or that has disappeared. */
    private static @Nullable Entry entry(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        boolean part = name.startsWith(".") && name.endsWith(PART);
        String hash = part ? name.substring(1, name.length() - PART.length()) : name;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new Entry(file, new Sha256(hash), !part, attributes.size(), attributes.lastAccessTime())
                    : null;
        } catch (NoSuchFileException | MalformedIdException e) {
            return null;
        }
    }
}
