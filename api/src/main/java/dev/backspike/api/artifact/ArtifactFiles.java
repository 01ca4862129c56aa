package dev.backspike.api.artifact;

import dev.backspike.api.job.JobDeleted;
import dev.backspike.api.storage.DurableFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        String sha256 = sha256(content);
        Path file = path(jobId, sha256);
        try {
            if (!Files.exists(file)) {
                DurableFile.write(file, new ByteArrayInputStream(content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not store an artifact of job " + jobId + " in " + file, e);
        }
        return sha256;
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

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
