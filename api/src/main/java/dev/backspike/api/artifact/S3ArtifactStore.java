package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects {@code <prefix><job>/<sha256>} in a bucket. */
final class S3ArtifactStore implements ArtifactStore {

    private final S3Bucket bucket;
    private final String prefix;

    /** @param prefix of every key; empty, or with a slash at its end */
    S3ArtifactStore(S3Bucket bucket, String prefix) {
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public void put(JobId jobId, Sha256 sha256, byte[] content) {
        if (size(jobId, sha256).isEmpty()) {
            bucket.put(key(jobId, sha256), sha256, RequestBody.fromBytes(content));
        }
    }

    @Override
    public Optional<StoredContent.Version> version(JobId jobId, Sha256 sha256) {
        return bucket.version(key(jobId, sha256));
    }

    @Override
    public InputStream open(JobId jobId, Sha256 sha256) throws NoSuchFileException {
        return bucket.open(key(jobId, sha256));
    }

    @Override
    public void delete(JobId jobId, Sha256 sha256) {
        bucket.delete(key(jobId, sha256));
    }

    @Override
    public void deleteAll(JobId jobId) {
        bucket.list(prefix + jobId + "/").forEach(object -> bucket.delete(object.key()));
    }

    @Override
    public List<Stored> writtenBefore(Instant time) {
        return bucket.list(prefix).stream()
                .filter(object -> object.lastModified().isBefore(time))
                .map(object -> object.key().substring(prefix.length()))
                .flatMap(S3ArtifactStore::stored)
                .toList();
    }

    /** Objects of other names are not of jobs. */
    private static Stream<Stored> stored(String key) {
        String[] names = key.split("/", -1);
        if (names.length != 2) {
            return Stream.empty();
        }
        try {
            return Stream.of(new Stored(new JobId(names[0]), new Sha256(names[1])));
        } catch (MalformedIdException e) {
            return Stream.empty();
        }
    }

    /** Returns nothing, since an object becomes visible only when it is complete. */
    @Override
    public List<Unfinished> unfinishedBefore(Instant time) {
        return List.of();
    }

    @Override
    public void delete(Unfinished file) {
        throw new IllegalArgumentException("a bucket has nothing unfinished: " + file);
    }

    private String key(JobId jobId, Sha256 sha256) {
        return prefix + jobId + "/" + sha256;
    }
}
