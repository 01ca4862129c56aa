package dev.backspike.api.artifact;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param store where artifacts lie
 * @param orphanAge how old something must be to which nothing points, before it is removed
 * @param s3 with {@code store: s3}
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
     * Credentials come from where the AWS SDK looks for them: environment, profile, instance.
     *
     * @param bucket must be there
     * @param prefix of every key, such as {@code backspike/}
     * @param endpoint of another store than Amazon's; null for Amazon's
     * @param pathStyle whether the bucket is named in the path, as many other stores need it
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
