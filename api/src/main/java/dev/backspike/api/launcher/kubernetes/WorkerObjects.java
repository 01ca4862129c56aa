package dev.backspike.api.launcher.kubernetes;

import static dev.backspike.api.launcher.kubernetes.LauncherProperties.text;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the objects of a launch: an Indexed Job of one-shot workers, and the secret with their token. */
final class WorkerObjects {

    /** The part of a worker's memory that is heap; the rest is for the JVM itself and buffers. */
    private static final int HEAP_PERCENT = 75;

    /** Where replicas of a gang meet; the chart's network policy names it too. */
    static final int GANG_PORT = 8082;

    private static final long USER = 10001;
    private static final String CUDA = "cuda";
    private static final String TOKEN = "token";
    private static final String TOKEN_FOLDER = "/run/secrets/worker";
    private static final String DATASETS_FOLDER = "/datasets";
    /** Longer than the worker needs to hand its attempt back. */
    private static final long GRACE_SECONDS = 30;

    private final LauncherProperties properties;
    private final Map<String, Quantity> resources;
    private final Map<String, Quantity> cudaResources;
    private final int threads;
    private final long heapBytes;

    WorkerObjects(LauncherProperties properties) {
        this.properties = properties;
        BigDecimal cpu = amount(properties.cpu(), "cpu");
        BigDecimal memory = amount(properties.memory(), "memory");
        threads = cpu.setScale(0, RoundingMode.CEILING).intValueExact();
        heapBytes = memory.longValue() / 100 * HEAP_PERCENT;
        resources = Map.of("cpu", new Quantity(properties.cpu()), "memory", new Quantity(properties.memory()));
        cudaResources = new HashMap<>(resources);
        cudaResources.put(properties.gpuResource(), new Quantity("1"));
        // Reported at the start of the service, not with the first job.
        properties.requiredImage();
        properties.requiredServiceUrl();
    }

    private static BigDecimal amount(String quantity, String property) {
        String name = "backspike.launcher.kubernetes." + property;
        BigDecimal amount;
        try {
            amount = Quantity.getAmountInBytes(new Quantity(quantity));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    name + " must be a quantity of Kubernetes, such as 2, 500m or 4Gi, was " + quantity, e);
        }
        if (amount.signum() <= 0) {
            throw new IllegalStateException(name + " must be positive, was " + quantity);
        }
        return amount;
    }

    /** The heap of a worker. */
    long heapBytes() {
        return heapBytes;
    }

    /**
     * @param device what the job asks for
     * @param replicas the number of pods; which of them gets which rank is decided when the gang is granted
     */
    Job job(Launch launch, String device, int replicas) {
        boolean cuda = device.equals(CUDA);
        Map<String, String> labels = new HashMap<>(launch.labels(properties.instance()));
        JobBuilder job = new JobBuilder()
                .withNewMetadata()
                .withName(launch.name())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withCompletionMode("Indexed")
                .withCompletions(replicas)
                .withParallelism(replicas)
                // The service decides about retries; each is another attempt.
                .withBackoffLimit(0)
                .withTtlSecondsAfterFinished(
                        Math.toIntExact(properties.keepFinished().toSeconds()))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod(launch, cuda).build())
                .endTemplate()
                .endSpec();
        String queue = text(properties.queueName());
        return queue == null
                ? job.build()
                : job.editMetadata()
                        .addToLabels("kueue.x-k8s.io/queue-name", queue)
                        .endMetadata()
                        .build();
    }

    /**
     * The secret, which the cluster deletes with its Job.
     *
     * @param job as created
     */
    Secret secret(Launch launch, Job job, String token) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(launch.name())
                .withLabels(launch.labels(properties.instance()))
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withType("Opaque")
                .withStringData(Map.of(TOKEN, token))
                .build();
    }

    private PodSpecBuilder pod(Launch launch, boolean cuda) {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withServiceAccountName(text(properties.serviceAccount()))
                .withPriorityClassName(text(properties.priorityClass()))
                .withNodeSelector(nodes(cuda))
                .withTolerations(tolerations())
                .withImagePullSecrets(properties.imagePullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewVolume()
                .withName(TOKEN)
                .withNewSecret()
                .withSecretName(launch.name())
                .withDefaultMode(0440)
                .endSecret()
                .endVolume()
                .addNewVolume()
                .withName("data")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume();
        String claim = text(properties.datasetsClaim());
        if (claim != null) {
            pod.addNewVolume()
                    .withName("datasets")
                    .withNewPersistentVolumeClaim(claim, true)
                    .endVolume();
        }
        return pod.withContainers(container(launch, cuda, claim));
    }

    private Container container(Launch launch, boolean cuda, @Nullable String datasets) {
        Map<String, Quantity> needed = cuda ? cudaResources : resources;
        String cudaImage = text(properties.cudaImage());
        ContainerBuilder container = new ContainerBuilder()
                .withName("worker")
                .withImage(cuda && cudaImage != null ? cudaImage : properties.requiredImage())
                .withEnv(environment(launch, cuda, datasets))
                .withNewResources()
                .withRequests(needed)
                .withLimits(needed)
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(TOKEN)
                .withMountPath(TOKEN_FOLDER)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath("/data")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount();
        if (datasets != null) {
            container
                    .addNewVolumeMount()
                    .withName("datasets")
                    .withMountPath(DATASETS_FOLDER)
                    .withReadOnly(true)
                    .endVolumeMount();
        }
        return container.build();
    }

    private List<EnvVar> environment(Launch launch, boolean cuda, @Nullable String datasets) {
        List<EnvVar> environment = new ArrayList<>(List.of(
                variable("BACKSPIKE_WORKER_API", properties.requiredServiceUrl().toString()),
                variable("BACKSPIKE_WORKER_JOB", launch.attempt().jobId().text()),
                variable("BACKSPIKE_WORKER_TOKENFILE", TOKEN_FOLDER + "/" + TOKEN),
                variable("BACKSPIKE_WORKER_DEVICE", cuda ? CUDA : "cpu"),
                variable("BACKSPIKE_WORKER_THREADS", String.valueOf(threads)),
                variable("BACKSPIKE_WORKER_GANG_PORT", String.valueOf(GANG_PORT)),
                variable("JDK_JAVA_OPTIONS", "-XX:MaxRAMPercentage=" + HEAP_PERCENT),
                new EnvVarBuilder()
                        .withName("BACKSPIKE_WORKER_NAME")
                        .withNewValueFrom()
                        .withNewFieldRef()
                        .withFieldPath("metadata.name")
                        .endFieldRef()
                        .endValueFrom()
                        .build()));
        if (datasets != null) {
            environment.add(variable("BACKSPIKE_DATASETS_DIRECTORY", DATASETS_FOLDER));
        }
        return environment;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVar(name, value, null);
    }

    private Map<String, String> nodes(boolean cuda) {
        Map<String, String> nodes = new HashMap<>(properties.nodeSelector());
        if (cuda) {
            nodes.putAll(properties.cudaNodeSelector());
        }
        return nodes;
    }

    private List<Toleration> tolerations() {
        return properties.tolerations().stream()
                .map(given -> new Toleration(
                        text(given.effect()), text(given.key()), given.operator(), null, text(given.value())))
                .toList();
    }
}
