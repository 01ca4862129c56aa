package dev.backspike.api.dataset;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.storage.DurableFile;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.file.ContainedFolder;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The contents of uploaded files on disk, each under a name that is never used again. */
@Component
class UploadFolder {

    private static final Logger log = LoggerFactory.getLogger(UploadFolder.class);

    private final ContainedFolder folder;

    UploadFolder(@Value("${backspike.data.directory}") Path data) {
        folder = new ContainedFolder(data.resolve("uploads"));
    }

    /** @param storedAs its name on disk */
    record Content(FileName storedAs, long bytes, Sha256 sha256) {}

    /**
     * Stores a content whole or not at all.
     *
     * @param announced its length, -1 if unknown
     */
    Content store(InputStream body, long announced) {
        MessageDigest digest = Sha256.digest();
        FileName storedAs = new FileName(UUID.randomUUID().toString());
        try {
            Files.createDirectories(folder.root());
            long free = Files.getFileStore(folder.root()).getUsableSpace();
            if (announced > free) {
                throw storageFailed("it has room for " + free + " bytes, and the file has " + announced);
            }
            long bytes = DurableFile.write(folder.resolve(storedAs), new DigestInputStream(new Body(body), digest));
            return new Content(storedAs, bytes, Sha256.from(digest.digest()));
        } catch (BrokenOffException e) {
            throw new ProblemException(
                    ProblemCode.UPLOAD_INCOMPLETE,
                    "the body ended before all of it had arrived, and nothing was stored; send it again");
        } catch (IOException e) {
            log.error("an upload could not be stored in {}", folder.root(), e);
            throw storageFailed(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** @throws UncheckedIOException if something in the folder leads out of it */
    Path path(FileName storedAs) {
        try {
            return folder.resolve(storedAs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What cannot be deleted now is left for {@link LeftoverUploads}. */
    void delete(FileName storedAs) {
        try {
            Files.deleteIfExists(folder.resolve(storedAs));
        } catch (IOException e) {
            log.warn("{} could not be deleted and remains on disk", storedAs, e);
        }
    }

    /** Whatever lies in the folder. */
    List<Path> everything() throws IOException {
        if (!Files.isDirectory(folder.root())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder.root())) {
            return entries.toList();
        }
    }

    private static ProblemException storageFailed(String why) {
        return new ProblemException(
                ProblemCode.STORAGE_FAILED,
                "the service's data directory could not take the file, and nothing was stored (" + why
                        + "); delete uploads or ask the operator");
    }

    /** Distinguishes a client that disconnects from a disk that fails. */
    private static final class Body extends FilterInputStream {

        Body(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw new BrokenOffException(e);
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                throw new BrokenOffException(e);
            }
        }
    }

    private static final class BrokenOffException extends IOException {

        private static final long serialVersionUID = 1L;

        BrokenOffException(IOException cause) {
            super(cause);
        }
    }
}
