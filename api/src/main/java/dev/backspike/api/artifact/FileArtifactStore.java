package dev.backspike.api.artifact;

import dev.backspike.api.storage.DurableFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Files on disk: {@code <data directory>/artifacts/<job>/<sha256>}. */
final class FileArtifactStore implements ArtifactStore {

    private final Path root;

    /** @param data the data directory */
    FileArtifactStore(Path data) {
        this.root = data.toAbsolutePath().normalize().resolve("artifacts");
    }

    @Override
    public void put(String jobId, String sha256, byte[] content) {
        Path file = path(jobId, sha256);
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, new ByteArrayInputStream(content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not store an artifact of job " + jobId + " in " + file, e);
        }
    }

    @Override
    public OptionalLong size(String jobId, String sha256) {
        try {
            return OptionalLong.of(Files.size(path(jobId, sha256)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("could not look at an artifact of job " + jobId, e);
        }
    }

    @Override
    public InputStream open(String jobId, String sha256) throws NoSuchFileException {
        try {
            return Files.newInputStream(path(jobId, sha256));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read an artifact of job " + jobId, e);
        }
    }

    @Override
    public void delete(String jobId, String sha256) {
        try {
            Files.deleteIfExists(path(jobId, sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete an artifact of job " + jobId, e);
        }
    }

    @Override
    public void deleteAll(String jobId) {
        try {
            FileSystemUtils.deleteRecursively(root.resolve(jobId));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete the artifacts of job " + jobId, e);
        }
    }

    @Override
    public List<Stored> writtenBefore(Instant time) {
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

    private Path path(String jobId, String sha256) {
        return root.resolve(jobId).resolve(sha256);
    }
}
