package dev.backspike.api.launcher.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
class ClusterTest {

    private static final Launch FIRST = launch("j000000000000000001");
    private static final Launch SECOND = launch("j000000000000000002");

    @SuppressWarnings("NullAway.Init") // set by the extension
    private KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init") // set by the extension
    private KubernetesClient client;

    @Test
    void whatIsThereAndWhatComesLaterIsKnownAlsoAfterAnotherList() throws InterruptedException {
        client.batch().v1().jobs().inNamespace("n").resource(job(FIRST)).create();
        try (Cluster cluster = new Cluster(client, "n", "lab")) {
            cluster.watch();
            assertThat(cluster.jobs()).extracting(LaunchedJob::launch).containsExactly(FIRST);
            assertThat(cluster.isWatching()).isTrue();

            cluster.watch();
            cluster.create(job(SECOND));

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(cluster.jobs())
                            .extracting(LaunchedJob::launch)
                            .containsExactlyInAnyOrder(FIRST, SECOND));
        }
    }

    @Test
    void ofTwoReplicasThatCreateTheSameJobOneDoes() {
        Cluster one = new Cluster(client, "n", "lab");
        Cluster other = new Cluster(client, "n", "lab");

        assertThat(one.create(job(FIRST))).isPresent();
        assertThat(other.create(job(FIRST))).isEmpty();
    }

    @Test
    void aRefusalSaysWhatTheClusterSays() {
        server.expect()
                .post()
                .withPath("/apis/batch/v1/namespaces/n/jobs")
                .andReturn(
                        403,
                        new io.fabric8.kubernetes.api.model.StatusBuilder()
                                .withCode(403)
                                .withMessage("exceeded quota: jobs")
                                .build())
                .once();

        assertThatThrownBy(() -> new Cluster(client, "n", "lab").create(job(FIRST)))
                .isInstanceOf(ClusterException.class)
                .hasMessage("the cluster does not create Job " + FIRST.name() + ": exceeded quota: jobs");
    }

    @Test
    void objectsThatCannotBeListedAreAnErrorAndNotAnEmptyCluster() {
        server.expect()
                .get()
                .withPath("/apis/batch/v1/namespaces/n/jobs?labelSelector="
                        + "app.kubernetes.io%2Finstance%3Dlab%2Capp.kubernetes.io%2Fmanaged-by%3Dbackspike"
                        + "&resourceVersion=0")
                .andReturn(403, "forbidden")
                .always();

        assertThatThrownBy(() -> new Cluster(client, "n", "lab").watch())
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("cannot be listed");
    }

    private static Launch launch(String job) {
        return new Launch(new AttemptId(new JobId(job), 1), 1);
    }

    private static Job job(Launch launch) {
        return new JobBuilder()
                .withNewMetadata()
                .withName(launch.name())
                .withLabels(launch.labels("lab"))
                .endMetadata()
                .build();
    }
}
