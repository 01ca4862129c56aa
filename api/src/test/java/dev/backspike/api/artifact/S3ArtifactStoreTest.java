package dev.backspike.api.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.id.Sha256;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Against a store of the protocol in this process. */
class S3ArtifactStoreTest extends ArtifactStoreContract {

    private static S3Server server;
    private static S3Client client;
    private S3ArtifactStore store;
    private String bucket;

    @BeforeAll
    static void startServer() throws InterruptedException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = new S3Server();
        client = ArtifactConfiguration.client(new ArtifactProperties.S3("unused", "", server.url(), "us-east-1", true));
    }

    @AfterAll
    static void stopServer() {
        client.close();
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void makeBucket() {
        bucket = "bucket-" + UUID.randomUUID();
        client.createBucket(request -> request.bucket(bucket));
        store = new S3ArtifactStore(new S3Bucket(client, bucket), "backspike/");
    }

    @Override
    ArtifactStore store() {
        return store;
    }

    @Test
    void keysBeginWithThePrefix() {
        store.put(JOB, Sha256.ofUtf8("it"), new byte[0]);

        assertThat(client.listObjectsV2(request -> request.bucket(bucket)).contents())
                .extracting(object -> object.key())
                .containsExactly("backspike/" + JOB + "/" + Sha256.ofUtf8("it"));
    }

    @Test
    void aBucketThatIsNotThereIsAFailureAndNotAnAbsentFile() {
        S3ArtifactStore nowhere = new S3ArtifactStore(new S3Bucket(client, "nowhere"), "");

        assertThatThrownBy(() -> nowhere.put(JOB, Sha256.ofUtf8("it"), new byte[1]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("bucket nowhere");
    }
}
