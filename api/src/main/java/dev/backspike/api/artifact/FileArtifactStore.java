package dev.backspike.api.artifact;

import dev.backspike.api.storage.DurableFile;
import dev.backspike.api.storage.StoredContent;
import dev.backspike.api.storage.StoredFile;
import dev.backspike.common.file.ContainedFolder;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Files on disk: {@code <data directory>/artifacts/<job>/<sha256>}. */
final class FileArtifactStore implements ArtifactStore {

    private final ContainedFolder root;

    /** @param data the data directory */
    FileArtifactStore(Path data) {
        this.root = new ContainedFolder(data.resolve("artifacts"));
    }

    @Override
    public void put(JobId jobId, Sha256 sha256, byte[] content) {
        try {
            Path file = root.resolve(jobId, sha256);
            if (!isThere(file, sha256)) {
                DurableFile.write(file, new ByteArrayInputStream(content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not store an artifact of job " + jobId + " in " + root.root(), e);
        }
    }

    /** A file that is damaged is replaced by the content that comes again. */
    private static boolean isThere(Path file, Sha256 sha256) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        MessageDigest digest = Sha256.digest();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.from(digest.digest()).equals(sha256);
    }

    @Override
    public Optional<StoredContent.Version> version(JobId jobId, Sha256 sha256) {
        try {
            return new StoredFile(root.resolve(jobId, sha256)).version();
        } catch (IOException e) {
            throw new UncheckedIOException("could not examine an artifact of job " + jobId, e);
        }
    }

    @Override
    public InputStream open(JobId jobId, Sha256 sha256) throws NoSuchFileException {
        try {
            return Files.newInputStream(root.resolve(jobId, sha256));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("could not read an artifact of job " + jobId, e);
        }
    }

    @Override
    public void delete(JobId jobId, Sha256 sha256) {
        try {
            Files.deleteIfExists(root.resolve(jobId, sha256));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete an artifact of job " + jobId, e);
        }
    }

    @Override
    public void deleteAll(JobId jobId) {
        try {
            FileSystemUtils.deleteRecursively(root.resolve(jobId));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete the artifacts of job " + jobId, e);
        }
    }

    @Override
    public List<Stored> writtenBefore(Instant time) {
        List<Stored> old = new ArrayList<>();
        filesBefore(time).forEach((file, content) -> content.ifPresent(old::add));
        return old;
    }

    @Override
    public List<Unfinished> unfinishedBefore(Instant time) {
        List<Unfinished> unfinished = new ArrayList<>();
        filesBefore(time).forEach((file, content) -> {
            if (content.isEmpty()) {
                unfinished(file).ifPresent(unfinished::add);
            }
        });
        return unfinished;
    }

    private static Optional<Unfinished> unfinished(Path file) {
        try {
            return Optional.of(new Unfinished(
                    file.toString(), Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("could not examine " + file, e);
        }
    }

    @Override
    public void delete(Unfinished file) {
        try {
            Files.deleteIfExists(Path.of(file.name()));
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + file.name(), e);
        }
    }

    /** The old files in the folders of jobs; those that are no contents, as their names are no hashes, without one. */
    private Map<Path, Optional<Stored>> filesBefore(Instant time) {
        if (!Files.isDirectory(root.root())) {
            return Map.of();
        }
        try (Stream<Path> files = Files.walk(root.root(), 2)) {
            Map<Path, Optional<Stored>> old = new LinkedHashMap<>();
            for (Path file : files.filter(FileArtifactStore::isOfAJob).toList()) {
                if (DurableFile.isOlder(file, time)) {
                    old.put(file, stored(file));
                }
            }
            return old;
        } catch (IOException e) {
            throw new UncheckedIOException("could not list the artifacts in " + root.root(), e);
        }
    }

    private static boolean isOfAJob(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && folder(file).isPresent();
    }

    private static Optional<JobId> folder(Path file) {
        Path folder = file.getParent();
        try {
            return folder == null ? Optional.empty() : Optional.of(new JobId(String.valueOf(folder.getFileName())));
        } catch (MalformedIdException e) {
            return Optional.empty();
        }
    }

    private static Optional<Stored> stored(Path file) {
        try {
            Sha256 content = new Sha256(String.valueOf(file.getFileName()));
            return folder(file).map(job -> new Stored(job, content));
        } catch (MalformedIdException e) {
            return Optional.empty();
        }
    }
}
