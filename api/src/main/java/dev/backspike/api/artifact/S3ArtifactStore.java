package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.MalformedIdException;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects in a bucket of Amazon S3, or of another store that speaks its protocol: {@code <prefix><job>/<sha256>}. */
final class S3ArtifactStore implements ArtifactStore {

    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;

    /** @param prefix of every key; empty, or with a slash at its end */
    S3ArtifactStore(S3Client s3, String bucket, String prefix) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    @Override
    public void put(JobId jobId, Sha256 sha256, byte[] content) {
        if (size(jobId, sha256).isPresent()) {
            return;
        }
        // The store computes the hash too, and refuses what has been damaged on its way.
        String hash = Base64.getEncoder().encodeToString(sha256.bytes());
        calling(
                "could not store an artifact of job " + jobId,
                () -> s3.putObject(
                        request ->
                                request.bucket(bucket).key(key(jobId, sha256)).checksumSHA256(hash),
                        RequestBody.fromBytes(content)));
    }

    @Override
    public Optional<StoredContent.Version> version(JobId jobId, Sha256 sha256) {
        return calling("could not examine an artifact of job " + jobId, () -> {
            try {
                HeadObjectResponse object =
                        s3.headObject(request -> request.bucket(bucket).key(key(jobId, sha256)));
                return Optional.of(
                        new StoredContent.Version(object.contentLength(), object.lastModified() + " " + object.eTag()));
            } catch (S3Exception e) {
                return missing(e);
            }
        });
    }

    @Override
    public InputStream open(JobId jobId, Sha256 sha256) throws NoSuchFileException {
        try {
            return s3.getObject(request -> request.bucket(bucket).key(key(jobId, sha256)));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw new NoSuchFileException(key(jobId, sha256));
            }
            throw failed("could not read an artifact of job " + jobId, e);
        } catch (SdkException e) {
            throw failed("could not read an artifact of job " + jobId, e);
        }
    }

    @Override
    public void delete(JobId jobId, Sha256 sha256) {
        calling(
                "could not delete an artifact of job " + jobId,
                () -> s3.deleteObject(request -> request.bucket(bucket).key(key(jobId, sha256))));
    }

    @Override
    public void deleteAll(JobId jobId) {
        List<String> keys = calling(
                "could not list the artifacts of job " + jobId,
                () -> objects(prefix + jobId + "/").map(S3Object::key).toList());
        keys.forEach(key -> calling(
                "could not delete the artifacts of job " + jobId,
                () -> s3.deleteObject(request -> request.bucket(bucket).key(key))));
    }

    @Override
    public List<Stored> writtenBefore(Instant time) {
        return calling(
                "could not list the artifacts in bucket " + bucket,
                () -> objects(prefix)
                        .filter(object -> object.lastModified().isBefore(time))
                        .map(object -> object.key().substring(prefix.length()))
                        .flatMap(S3ArtifactStore::stored)
                        .toList());
    }

    /** Objects of other names are not ours. */
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

    /** Does nothing, since an object becomes visible only when it is complete. */
    @Override
    public int deleteUnfinished(Instant before) {
        return 0;
    }

    private Stream<S3Object> objects(String keys) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(keys)).contents().stream();
    }

    private String key(JobId jobId, Sha256 sha256) {
        return prefix + jobId + "/" + sha256;
    }

    private static <T> Optional<T> missing(S3Exception e) {
        if (e.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        throw e;
    }

    private <T> T calling(String failure, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw failed(failure, e);
        }
    }

    private UncheckedIOException failed(String what, SdkException e) {
        return new UncheckedIOException(what + " in bucket " + bucket, new IOException(e));
    }
}
