package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Writes files atomically and durably: a file is complete or absent, and survives a loss of power. */
public final class DurableFile {

    /** Prefix of the names of unfinished files: hidden, and impossible as a name chosen by a user. */
    private static final String UNFINISHED = ".incoming-";

    /** Size of a block, small enough that computing its hash delays other requests by about a millisecond. */
    private static final int BLOCK = 256 << 10;

    private DurableFile() {}

    /**
     * Writes all of {@code content} under a temporary name beside the file, forces it to disk and renames it, in place
     * of a file of that name if there is one. The folder is made if it is missing.
     *
     * @return the number of bytes
     * @throws IOException if reading or writing fails; the file is then what it was
     */
    public static long write(Path file, InputStream content) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path temporary = Files.createTempFile(folder, UNFINISHED, ".part");
        try {
            long bytes;
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                bytes = copy(content, channel);
                DiskThreads.run(() -> channel.force(true));
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            DiskThreads.run(() -> force(folder));
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static long copy(InputStream content, FileChannel channel) throws IOException {
        byte[] block = new byte[BLOCK];
        long bytes = 0;
        for (int read = content.readNBytes(block, 0, BLOCK); read > 0; read = content.readNBytes(block, 0, BLOCK)) {
            ByteBuffer full = ByteBuffer.wrap(block, 0, read);
            DiskThreads.run(() -> writeAll(channel, full));
            bytes += read;
        }
        return bytes;
    }

    private static void writeAll(FileChannel channel, ByteBuffer block) throws IOException {
        while (block.hasRemaining()) {
            channel.write(block);
        }
    }

    /** Whether a file was last written before the given time; false if it has disappeared. */
    public static boolean isOlder(Path file, Instant time) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Forces a folder to disk, which makes a rename in it durable. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
