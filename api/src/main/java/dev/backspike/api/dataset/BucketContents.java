package dev.backspike.api.dataset;

import dev.backspike.api.artifact.SharedFiles;
import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.api.storage.DurableFile;
import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Contents in a store that the replicas of the service share. Inspections need files on disk: the folder has a copy of
 * what was received or inspected here, which {@link LeftoverUploads} deletes when it was not used for long.
 */
final class BucketContents implements UploadContents {

    private static final Logger log = LoggerFactory.getLogger(BucketContents.class);

    private final UploadFolder copies;
    private final SharedFiles shared;

    BucketContents(UploadFolder copies, SharedFiles shared) {
        this.copies = copies;
        this.shared = shared;
    }

    @Override
    public UploadFolder.Content receive(InputStream body, long announced) {
        return copies.store(body, announced);
    }

    @Override
    public Path path(UploadFolder.Content received) {
        return copies.path(received.storedAs());
    }

    @Override
    public void keep(UploadFolder.Content received) {
        shared.put(received.storedAs(), received.sha256(), path(received));
    }

    @Override
    public Path local(UploadedFile file) {
        Path copy = copies.path(file.storedAs());
        try {
            if (!Files.exists(copy)) {
                fetch(file, copy);
            }
            // The time of access tells its last use; the time of change stays, as it tells the content.
            Files.getFileAttributeView(copy, BasicFileAttributeView.class)
                    .setTimes(null, FileTime.from(Instant.now()), null);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("could not copy " + what(file) + " from the store", e);
        }
    }

    private void fetch(UploadedFile file, Path copy) throws IOException {
        try (InputStream content = new Verified(shared.open(file.storedAs()), file)) {
            DurableFile.write(copy, content);
        } catch (NoSuchFileException e) {
            throw DefectiveContentException.missing(what(file), e);
        }
    }

    /** Fails at its end unless the content is the one that was uploaded, so that no other content becomes a copy. */
    private static final class Verified extends FilterInputStream {

        private final MessageDigest digest;
        private final UploadedFile file;
        private boolean compared;

        Verified(InputStream content, UploadedFile file) {
            this(content, file, Sha256.digest());
        }

        private Verified(InputStream content, UploadedFile file, MessageDigest digest) {
            super(new DigestInputStream(content, digest));
            this.digest = digest;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            if (read < 0 && !compared) {
                compared = true;
                if (!Sha256.from(digest.digest()).equals(file.sha256())) {
                    throw new DefectiveContentException(what(file), DefectiveContentException.Defect.DAMAGED);
                }
            }
            return read;
        }
    }

    private static String what(UploadedFile file) {
        return "the uploaded file " + file.reference();
    }

    @Override
    public StoredContent stored(UploadedFile file) {
        return new Shared(file.storedAs());
    }

    @Override
    public void delete(FileName storedAs) {
        copies.delete(storedAs);
        try {
            shared.delete(storedAs);
        } catch (UncheckedIOException e) {
            log.warn("{} could not be deleted and remains in the store", storedAs, e);
        }
    }

    private final class Shared implements StoredContent {

        private final FileName storedAs;

        Shared(FileName storedAs) {
            this.storedAs = storedAs;
        }

        @Override
        public String name() {
            return "uploads/" + storedAs;
        }

        @Override
        public Optional<Version> version() {
            return shared.version(storedAs);
        }

        @Override
        public InputStream open() throws NoSuchFileException {
            return shared.open(storedAs);
        }
    }
}
