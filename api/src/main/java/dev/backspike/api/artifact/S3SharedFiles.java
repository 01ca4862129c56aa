package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects {@code <prefix>uploads/<name>} in a bucket. */
final class S3SharedFiles implements SharedFiles {

    private final S3Bucket bucket;
    private final String prefix;

    /** @param prefix of every key; empty, or with a slash at its end */
    S3SharedFiles(S3Bucket bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = prefix + "uploads/";
    }

    @Override
    public void put(FileName name, Sha256 sha256, Path file) {
        bucket.put(prefix + name, sha256, RequestBody.fromFile(file));
    }

    @Override
    public Optional<StoredContent.Version> version(FileName name) {
        return bucket.version(prefix + name);
    }

    @Override
    public InputStream open(FileName name) throws NoSuchFileException {
        return bucket.open(prefix + name);
    }

    @Override
    public void delete(FileName name) {
        bucket.delete(prefix + name);
    }

    @Override
    public List<Entry> writtenBefore(Instant time) {
        return bucket.list(prefix).stream()
                .filter(object -> object.lastModified().isBefore(time))
                .flatMap(this::entry)
                .toList();
    }

    /** Objects of other names are not the service's. */
    private Stream<Entry> entry(S3Object object) {
        try {
            return Stream.of(new Entry(new FileName(object.key().substring(prefix.length())), object.lastModified()));
        } catch (MalformedIdException e) {
            return Stream.empty();
        }
    }
}
