package dev.backspike.api.launcher.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The launched Jobs of a cluster, watched by two informers. One thread uses it. */
final class Cluster implements AutoCloseable {

    /** Time to list all Jobs, or all pods. */
    private static final Duration LISTING = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final Map<String, String> ours;
    private @Nullable Watched watched;

    /** What the informers have stored. */
    private record Watched(SharedIndexInformer<Job> jobs, SharedIndexInformer<Pod> pods) {

        void stop() {
            jobs.stop();
            pods.stop();
        }
    }

    Cluster(KubernetesClient client, String namespace, String instance) {
        this.client = client;
        this.namespace = namespace;
        // In one order, so that requests of all processes are the same.
        ours = new TreeMap<>(Map.of(Launch.MANAGED_BY, Launch.MANAGER, Launch.INSTANCE, instance));
    }

    /** Lists everything anew and watches it from then on, whether or not it was watched before. */
    void watch() throws InterruptedException {
        SharedIndexInformer<Job> jobs =
                started(client.batch().v1().jobs().inNamespace(namespace).withLabels(ours));
        SharedIndexInformer<Pod> pods;
        try {
            pods = started(client.pods().inNamespace(namespace).withLabels(ours));
        } catch (RuntimeException | InterruptedException e) {
            jobs.stop();
            throw e;
        }
        Watched before = watched;
        watched = new Watched(jobs, pods);
        if (before != null) {
            before.stop();
        }
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> started(Informable<T> listed)
            throws InterruptedException {
        SharedIndexInformer<T> informer = listed.runnableInformer(0);
        // A list that fails is reported here; a watch that ends later is begun again by the informer.
        informer.exceptionHandler((isStarted, _) -> isStarted);
        try {
            informer.start().toCompletableFuture().get(LISTING.toSeconds(), TimeUnit.SECONDS);
            return informer;
        } catch (ExecutionException e) {
            informer.stop();
            throw new ClusterException("the objects of the cluster cannot be listed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            informer.stop();
            throw new ClusterException(
                    "the objects of the cluster were not listed within " + LISTING.toSeconds() + " s", e);
        }
    }

    /** Whether changes still arrive, as far as the client knows. */
    boolean isWatching() {
        Watched now = watched;
        return now != null && now.jobs().isWatching() && now.pods().isWatching();
    }

    List<LaunchedJob> jobs() {
        Watched now = watched;
        if (now == null) {
            throw new IllegalStateException("not watched yet");
        }
        Map<Launch, List<Pod>> pods = new HashMap<>();
        for (Pod pod : now.pods().getStore().list()) {
            Launch.of(pod)
                    .ifPresent(launch ->
                            pods.computeIfAbsent(launch, _ -> new ArrayList<>()).add(pod));
        }
        return now.jobs().getStore().list().stream()
                .flatMap(job -> Launch.of(job).stream()
                        .map(launch -> new LaunchedJob(launch, job, pods.getOrDefault(launch, List.of()))))
                .toList();
    }

    /** Returns the Job as created; empty if there is one of its name, which another replica of the service has made. */
    Optional<Job> create(Job job) {
        try {
            return Optional.of(client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .resource(job)
                    .create());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return Optional.empty();
            }
            throw refused("Job " + job.getMetadata().getName(), e);
        }
    }

    /** Creates a secret unless there is one of its name, which has the same content. */
    void create(Secret secret) {
        try {
            client.secrets().inNamespace(namespace).resource(secret).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused("secret " + secret.getMetadata().getName(), e);
            }
        }
    }

    /** Deletes a Job with its pods and its secret; does nothing if it is gone. */
    void delete(LaunchedJob launched) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(launched.name())
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }

    private static ClusterException refused(String what, KubernetesClientException e) {
        String why = e.getStatus() == null ? null : e.getStatus().getMessage();
        return new ClusterException(
                "the cluster does not create " + what + ": " + (why == null ? e.getMessage() : why), e);
    }

    @Override
    public void close() {
        Watched now = watched;
        if (now != null) {
            now.stop();
        }
        client.close();
    }
}
