package dev.backspike.api.launcher.kubernetes;

import static dev.backspike.api.launcher.kubernetes.LauncherProperties.text;

import dev.backspike.api.dispatch.LaunchedAttempts;
import dev.backspike.api.job.JobRows;
import dev.backspike.api.job.QueueLine;
import dev.backspike.api.launcher.LauncherMeters;
import dev.backspike.api.security.AttemptTokens;
import dev.backspike.api.wakeup.Wakeups;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Active with {@code backspike.launcher=kubernetes}; otherwise no client is made. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "backspike.launcher", havingValue = "kubernetes")
class LauncherConfiguration {

    private static final int CONNECT_MILLIS =
            Math.toIntExact(Duration.ofSeconds(5).toMillis());
    private static final int REQUEST_MILLIS =
            Math.toIntExact(Duration.ofSeconds(10).toMillis());

    /** A client that finds the cluster as kubectl does: by the service account of its pod, or by KUBECONFIG. */
    @Bean
    @ConditionalOnMissingBean
    KubernetesClient kubernetes() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withConnectionTimeout(CONNECT_MILLIS)
                        .withRequestTimeout(REQUEST_MILLIS)
                        // Passes are repeated.
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .build();
    }

    @Bean
    Cluster cluster(KubernetesClient client, LauncherProperties properties) {
        String given = text(properties.namespace());
        String namespace = given == null ? client.getNamespace() : given;
        if (namespace == null) {
            throw new IllegalStateException("backspike.launcher=kubernetes requires"
                    + " backspike.launcher.kubernetes.namespace outside of a cluster");
        }
        return new Cluster(client, namespace, properties.instance());
    }

    @Bean
    Launches launches(LauncherProperties properties) {
        return new Launches(properties.maxJobs());
    }

    @Bean
    Reconciler reconciler(
            Cluster cluster,
            Launches launches,
            LauncherProperties properties,
            JobRows jobs,
            QueueLine line,
            LaunchedAttempts attempts,
            AttemptTokens tokens,
            LauncherMeters meters,
            Clock clock) {
        return new Reconciler(
                cluster,
                new WorkerObjects(properties),
                launches,
                jobs,
                line,
                attempts,
                tokens,
                meters,
                clock,
                properties.maxJobs());
    }

    @Bean
    Launcher launcher(
            Cluster cluster,
            Reconciler reconciler,
            Wakeups wakeups,
            LauncherMeters meters,
            LauncherProperties properties) {
        return new Launcher(cluster, reconciler, wakeups, meters, properties.checkInterval(), properties.reconcile());
    }
}
