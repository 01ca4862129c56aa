package dev.backspike.api.artifact;

import dev.backspike.api.job.JobDeleted;
import dev.backspike.api.storage.DurableFile;
import dev.backspike.common.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.FileSystemUtils;

/** Bytes on disk: {@code <data directory>/artifacts/<job>/<sha256>}. */
@Component
class ArtifactFiles {

    private final Path root;

    ArtifactFiles(@Value("${backspike.data.directory}") Path data) {
        this.root = data.toAbsolutePath().normalize().resolve("artifacts");
    }

    /**
     * Writes the bytes to disk unless they are there.
     *
     * @return the sha256 of the content
     */
    String write(String jobId, byte[] content) {
        String sha256 = Sha256.of(content);
        Path file = path(jobId, sha256);
        try {
            if (Files.exists(file)) {
                // Young again, so that it is not swept away before the row that points to it exists.
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            } else {
                DurableFile.write(file, new ByteArrayInputStream(content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not store an artifact of job " + jobId + " in " + file, e);
        }
        return sha256;
    }

    /** Whether the file is there in its whole length. */
    boolean isWhole(String jobId, String sha256, long bytes) {
        try {
            return Files.size(path(jobId, sha256)) == bytes;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("could not look at an artifact of job " + jobId, e);
        }
    }

    /** @throws NoSuchFileException if there is none */
    byte[] read(String jobId, String sha256) throws NoSuchFileException {
        try {
            return Files.readAllBytes(path(jobId, sha256));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read an artifact of job " + jobId, e);
        }
    }

    void delete(String jobId, String sha256) {
        try {
            Files.deleteIfExists(path(jobId, sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete an artifact of job " + jobId, e);
        }
    }

    /** A file as it lies there; unfinished ones have a name that no finished one has. */
    record Stored(String jobId, String name) {}

    /** All files that were last written before then. */
    List<Stored> writtenBefore(Instant time) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root, 2)) {
            List<Stored> old = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (DurableFile.isOlder(file, time)) {
                    Path folder = file.resolveSibling(".").normalize();
                    old.add(new Stored(name(folder), name(file)));
                }
            }
            return old;
        } catch (IOException e) {
            throw new UncheckedIOException("could not list the artifacts in " + root, e);
        }
    }

    private static String name(Path path) {
        return path.getName(path.getNameCount() - 1).toString();
    }

    /** The content of a file that is text. */
    String text(String jobId, String sha256) {
        Path file = path(jobId, sha256);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read an artifact of job " + jobId + " in " + file, e);
        }
    }

    Path path(String jobId, String sha256) {
        return root.resolve(jobId).resolve(sha256);
    }

    @TransactionalEventListener
    void deleted(JobDeleted event) throws IOException {
        FileSystemUtils.deleteRecursively(root.resolve(event.jobId()));
    }
}
