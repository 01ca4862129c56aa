package dev.backspike.api.artifact;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param store where checkpoints, models and uploaded files are stored: {@code files} in the data directory, or
 *     {@code s3}, which the replicas of the service share
 * @param orphanAge age from which a file that no job refers to is removed
 * @param s3 where {@code store} is {@code s3}
 */
@ConfigurationProperties("backspike.artifacts")
record ArtifactProperties(
        @DefaultValue("files") Kind store,
        @DefaultValue("1h") Duration orphanAge,
        @DefaultValue S3 s3) {

    enum Kind {
        FILES,
        S3
    }

    /**
     * The bucket of the store. Credentials come from the usual sources of the AWS SDK: environment, profile, instance.
     *
     * @param bucket an existing bucket; required if {@code backspike.artifacts.store} is {@code s3}
     * @param prefix prefix of every key, such as {@code backspike/}
     * @param endpoint URL of a store other than Amazon's
     * @param region region of the bucket
     * @param pathStyle whether the bucket is named in the path, as many other stores require
     */
    record S3(
            @DefaultValue("") String bucket,
            @DefaultValue("") String prefix,
            @Nullable URI endpoint,
            @DefaultValue("us-east-1") String region,
            @DefaultValue("false") boolean pathStyle) {

        S3 {
            if (!prefix.isEmpty() && !prefix.endsWith("/")) {
                throw new IllegalArgumentException(
                        "backspike.artifacts.s3.prefix must end with a slash, was " + prefix);
            }
        }
    }

    ArtifactProperties {
        if (store == Kind.S3 && s3.bucket().isEmpty()) {
            throw new IllegalArgumentException(
                    "backspike.artifacts.store is s3, so backspike.artifacts.s3.bucket must name a bucket");
        }
    }
}
