package dev.backspike.api.artifact;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

@Configuration(proxyBeanMethods = false)
class ArtifactConfiguration {

    @Bean
    ArtifactStore artifactStore(ArtifactProperties properties, @Value("${backspike.data.directory}") Path data) {
        return switch (properties.store()) {
            case FILES -> new FileArtifactStore(data);
            case S3 -> s3(properties.s3());
        };
    }

    @Bean
    @ConditionalOnProperty(name = "backspike.artifacts.store", havingValue = "s3")
    SharedFiles sharedFiles(ArtifactProperties properties) {
        ArtifactProperties.S3 s3 = properties.s3();
        return new S3SharedFiles(new S3Bucket(client(s3), s3.bucket()), s3.prefix());
    }

    private static ArtifactStore s3(ArtifactProperties.S3 properties) {
        return new S3ArtifactStore(new S3Bucket(client(properties), properties.bucket()), properties.prefix());
    }

    /**
     * Creates a client without the optional checksums that the SDK adds by default, because not every server of the
     * protocol supports them.
     */
    static S3Client client(ArtifactProperties.S3 properties) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .region(Region.of(properties.region()))
                .forcePathStyle(properties.pathStyle());
        if (properties.endpoint() != null) {
            builder.endpointOverride(properties.endpoint());
        }
        return builder.build();
    }
}
