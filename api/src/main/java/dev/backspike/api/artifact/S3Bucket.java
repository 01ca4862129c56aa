package dev.backspike.api.artifact;

import dev.backspike.api.storage.StoredContent;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of Amazon S3, or of another store of its protocol. Failures are {@link UncheckedIOException}s. */
final class S3Bucket {

    private static final int NOT_FOUND = 404;

    private final S3Client s3;
    private final String bucket;

    S3Bucket(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** Stores an object. The store computes the hash too, and refuses what has been damaged on its way. */
    void put(String key, Sha256 sha256, RequestBody body) {
        String hash = Base64.getEncoder().encodeToString(sha256.bytes());
        calling(
                "could not store " + key,
                () -> s3.putObject(request -> request.bucket(bucket).key(key).checksumSHA256(hash), body));
    }

    Optional<StoredContent.Version> version(String key) {
        return calling("could not examine " + key, () -> {
            try {
                HeadObjectResponse object =
                        s3.headObject(request -> request.bucket(bucket).key(key));
                return Optional.of(
                        new StoredContent.Version(object.contentLength(), object.lastModified() + " " + object.eTag()));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    InputStream open(String key) throws NoSuchFileException {
        try {
            return s3.getObject(request -> request.bucket(bucket).key(key));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw new NoSuchFileException(key);
            }
            throw failed("could not read " + key, e);
        } catch (SdkException e) {
            throw failed("could not read " + key, e);
        }
    }

    void delete(String key) {
        calling(
                "could not delete " + key,
                () -> s3.deleteObject(request -> request.bucket(bucket).key(key)));
    }

    /** All objects whose keys begin like this. */
    List<S3Object> list(String keys) {
        return calling(
                "could not list " + keys,
                () -> s3
                        .listObjectsV2Paginator(
                                request -> request.bucket(bucket).prefix(keys))
                        .contents()
                        .stream()
                        .toList());
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
