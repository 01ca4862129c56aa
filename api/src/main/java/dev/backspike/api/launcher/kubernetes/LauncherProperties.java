package dev.backspike.api.launcher.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Workers that the service launches in a Kubernetes cluster, with {@code backspike.launcher=kubernetes}.
 *
 * @param instance name of this service, a label of all of its objects; services that share a namespace need different
 *     ones
 * @param namespace namespace of the workers; if empty, that of the service's pod
 * @param serviceUrl URL at which the workers reach the service, such as {@code http://backspike:8080}
 * @param image image of the workers: target {@code worker} of the Dockerfile
 * @param cudaImage image of the workers for jobs with device {@code cuda}; if empty, {@code image}
 * @param imagePullSecrets names of secrets with which the images are pulled
 * @param serviceAccount service account of the workers, which need no rights; if empty, that of the namespace
 * @param cpu processors of a worker, as a quantity of Kubernetes; also the number of its threads, rounded up
 * @param memory memory of a worker, as a quantity of Kubernetes; three quarters of it are heap
 * @param gpuResource name of the resource of which a worker for device {@code cuda} requests one
 * @param nodeSelector labels of the nodes that run workers
 * @param cudaNodeSelector further labels of the nodes that run workers for device {@code cuda}
 * @param tolerations tolerations of the workers' pods
 * @param priorityClass priority class of the workers' pods; if empty, that of the cluster
 * @param queueName local queue of Kueue that admits the workers; if empty, none
 * @param datasetsClaim persistent volume claim with the operator's data files, which workers mount read-only; it takes
 *     the place of {@code backspike.datasets.directory}
 * @param maxJobs workers that are launched at a time
 * @param keepFinished how long the cluster keeps ended Jobs with the logs of their pods
 * @param checkInterval interval of passes that compare the queue with the cluster
 * @param reconcile interval at which all Jobs and pods are listed anew, should a watch have missed changes
 */
@ConfigurationProperties("backspike.launcher.kubernetes")
record LauncherProperties(
        @DefaultValue("backspike") String instance,
        @Nullable String namespace,
        @Nullable URI serviceUrl,
        @Nullable String image,
        @Nullable String cudaImage,
        @DefaultValue List<String> imagePullSecrets,
        @Nullable String serviceAccount,
        @DefaultValue("2") String cpu,
        @DefaultValue("4Gi") String memory,
        @DefaultValue("nvidia.com/gpu") String gpuResource,
        @DefaultValue Map<String, String> nodeSelector,
        @DefaultValue Map<String, String> cudaNodeSelector,
        @DefaultValue List<Tolerated> tolerations,
        @Nullable String priorityClass,
        @Nullable String queueName,
        @Nullable String datasetsClaim,
        @DefaultValue("100") int maxJobs,
        @DefaultValue("10m") Duration keepFinished,
        @DefaultValue("1s") Duration checkInterval,
        @DefaultValue("3m") Duration reconcile) {

    private static final String PREFIX = "backspike.launcher.kubernetes.";

    /**
     * A taint that the pods of workers tolerate, as in a pod's specification.
     *
     * @param key taint; if empty, all taints
     * @param operator {@code Exists} or {@code Equal}
     * @param value value of the taint, for {@code Equal}
     * @param effect effect of the taint; if empty, all effects
     */
    record Tolerated(
            @Nullable String key,
            @DefaultValue("Exists") String operator,
            @Nullable String value,
            @Nullable String effect) {

        Tolerated {
            require(
                    operator.equals("Exists") || operator.equals("Equal"),
                    "tolerations[].operator",
                    "Exists or Equal",
                    operator);
        }
    }

    LauncherProperties {
        imagePullSecrets = List.copyOf(imagePullSecrets);
        nodeSelector = Map.copyOf(nodeSelector);
        cudaNodeSelector = Map.copyOf(cudaNodeSelector);
        tolerations = List.copyOf(tolerations);
        require(
                instance.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
                "instance",
                "1 to 63 lower-case letters, digits and dashes, as in a label of Kubernetes",
                instance);
        require(
                serviceUrl == null
                        || (serviceUrl.getHost() != null
                                && serviceUrl.getScheme().matches("https?")),
                "service-url",
                "a URL such as http://backspike:8080",
                serviceUrl);
        require(maxJobs >= 1, "max-jobs", "at least 1", maxJobs);
        require(atLeastOneSecond(keepFinished), "keep-finished", "at least 1s", keepFinished);
        require(checkInterval.isPositive(), "check-interval", "positive", checkInterval);
        require(atLeastOneSecond(reconcile), "reconcile", "at least 1s", reconcile);
    }

    URI requiredServiceUrl() {
        return required(serviceUrl, "service-url", "the URL at which workers reach the service");
    }

    String requiredImage() {
        return required(text(image), "image", "the image of the workers");
    }

    private static <T> T required(@Nullable T value, String property, String what) {
        if (value == null) {
            throw new IllegalStateException(
                    "backspike.launcher=kubernetes requires " + PREFIX + property + ", " + what);
        }
        return value;
    }

    /** A value that may be left empty. */
    static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static boolean atLeastOneSecond(Duration time) {
        return time.toSeconds() >= 1;
    }

    private static void require(boolean holds, String property, String expected, @Nullable Object actual) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + property + " must be " + expected + ", was " + actual);
        }
    }
}
