package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Writes files so that a name never stands for half of one, and what is written stays after a loss of power. */
public final class DurableFile {

    /** How the names of unfinished files start: hidden, and no name that a user can give. */
    private static final String UNFINISHED = ".incoming-";

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
                bytes = content.transferTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Whether a file was last written before then; not if it has gone meanwhile. */
    public static boolean isOlder(Path file, Instant time) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** A rename is durable once its folder is. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
