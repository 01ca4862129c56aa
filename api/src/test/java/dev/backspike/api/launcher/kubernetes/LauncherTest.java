package dev.backspike.api.launcher.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.Specs;
import dev.backspike.api.TestService;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.GangOffer;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The launcher against an API server that stores objects and has no controllers: tests play those. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:launcher;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data/launcher",
            "backspike.worker.enabled=false",
            "backspike.inspection.mode=embedded",
            "backspike.lease.check-interval=29s",
            "backspike.sweeps.check-interval=1h",
            "backspike.security.mode=tokens",
            "backspike.launcher=kubernetes",
            "backspike.launcher.kubernetes.instance=lab",
            "backspike.launcher.kubernetes.namespace=spikes",
            "backspike.launcher.kubernetes.service-url=http://backspike.spikes:8080",
            "backspike.launcher.kubernetes.image=registry.example/backspike-worker:1",
            "backspike.launcher.kubernetes.cuda-image=registry.example/backspike-worker:1-cuda",
            "backspike.launcher.kubernetes.cpu=1500m",
            "backspike.launcher.kubernetes.memory=400Mi",
            "backspike.launcher.kubernetes.node-selector[pool]=spikes",
            "backspike.launcher.kubernetes.cuda-node-selector[gpu/model]=h200",
            "backspike.launcher.kubernetes.tolerations[0].key=nvidia.com/gpu",
            "backspike.launcher.kubernetes.tolerations[0].effect=NoSchedule",
            "backspike.launcher.kubernetes.queue-name=lab-queue",
            "backspike.launcher.kubernetes.max-jobs=2",
            "backspike.launcher.kubernetes.check-interval=50ms"
        })
@Import({TestService.class, LauncherTest.ApiServer.class})
class LauncherTest {

    private static final String NAMESPACE = "spikes";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ADMIN = "bsk_" + "a".repeat(43);

    @TestConfiguration(proxyBeanMethods = false)
    static class ApiServer {

        @Bean(destroyMethod = "destroy")
        KubernetesMockServer server() {
            Map<ServerRequest, Queue<ServerResponse>> expected = new ConcurrentHashMap<>();
            KubernetesMockServer server = new KubernetesMockServer(
                    new Context(), new MockWebServer(), expected, new KubernetesMixedDispatcher(expected), false);
            server.init();
            return server;
        }

        @Bean
        @Primary
        KubernetesClient client(KubernetesMockServer server) {
            return server.createClient();
        }
    }

    @DynamicPropertySource
    static void adminToken(DynamicPropertyRegistry registry) throws IOException {
        Path file = Files.createTempFile("admin", "token");
        Files.writeString(file, ADMIN);
        registry.add("backspike.security.token-files.admin", file::toString);
    }

    @Autowired
    private KubernetesMockServer server;

    @Autowired
    private KubernetesClient cluster;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private Service service;

    @BeforeEach
    void anEmptyClusterAndQueue() {
        service = new Service(port, ADMIN);
        jdbc.sql("delete from job").update();
        await().atMost(PATIENCE).untilAsserted(() -> {
            cluster.pods().inNamespace(NAMESPACE).delete();
            cluster.batch().v1().jobs().inNamespace(NAMESPACE).delete();
            cluster.secrets().inNamespace(NAMESPACE).delete();
            assertThat(jobs()).isEmpty();
        });
    }

    @Test
    void aQueuedJobGetsAnIndexedJobAsTheOperatorConfiguredIt() {
        String id = service.submit();

        Job job = jobOf(id, 1, 1);

        assertThat(job.getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "backspike")
                .containsEntry("app.kubernetes.io/instance", "lab")
                .containsEntry("backspike.dev/job", id)
                .containsEntry("backspike.dev/attempt", "1")
                .containsEntry("kueue.x-k8s.io/queue-name", "lab-queue");
        assertThat(job.getSpec().getCompletionMode()).isEqualTo("Indexed");
        assertThat(job.getSpec().getCompletions()).isEqualTo(1);
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(600);
        assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
                .containsEntry("backspike.dev/job", id)
                .containsEntry("backspike.dev/attempt", "1");
        var pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getNodeSelector()).isEqualTo(Map.of("pool", "spikes"));
        assertThat(pod.getTolerations())
                .containsExactly(new Toleration("NoSchedule", "nvidia.com/gpu", "Exists", null, null));
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        Container worker = pod.getContainers().getFirst();
        assertThat(worker.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(worker.getImage()).isEqualTo("registry.example/backspike-worker:1");
        assertThat(worker.getResources().getLimits())
                .isEqualTo(Map.of("cpu", new Quantity("1500m"), "memory", new Quantity("400Mi")));
        assertThat(value(worker, "BACKSPIKE_WORKER_API")).isEqualTo("http://backspike.spikes:8080");
        assertThat(value(worker, "BACKSPIKE_WORKER_JOB")).isEqualTo(id);
        assertThat(value(worker, "BACKSPIKE_WORKER_THREADS")).isEqualTo("2");
        assertThat(value(worker, "BACKSPIKE_WORKER_DEVICE")).isEqualTo("cpu");
        Secret secret = secretOf(job);
        assertThat(secret.getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(job.getMetadata().getUid());
    }

    @Test
    void aGangGetsOneJobWithAPodForEachReplicaAndIsGrantedToTheseOnly() {
        String id = service.submit(Specs.yinYang("resources", Map.of("replicas", 2)));

        Job job = jobOf(id, 1, 1);
        assertThat(job.getSpec().getCompletions()).isEqualTo(2);
        assertThat(job.getSpec().getParallelism()).isEqualTo(2);
        assertThat(value(
                        job.getSpec().getTemplate().getSpec().getContainers().getFirst(), "BACKSPIKE_WORKER_GANG_PORT"))
                .isEqualTo("8082");
        runs(job, 0, new PodStatusBuilder().withPhase("Running").build());
        runs(
                job,
                1,
                new PodStatusBuilder()
                        .withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("0/3 nodes are available")
                        .endCondition()
                        .build());
        awaitReason(id, "unschedulable", "0/3 nodes are available");
        WorkerApi worker = worker(secretOf(job));
        assertThat(worker.lease(replica(id, "w-0")).grants()).isEmpty();
        worker.lease(replica(id, "w-1"));
        worker.lease(replica(id, "w-0"));
        JsonNode running = service.job(id);
        assertThat(running.path("state").asString()).isEqualTo("RUNNING");
        assertThat(running.path("workers")).hasSize(2);
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void theWorkersOfAnEndedGangDoNotGetItsNextAttempt() {
        String id = service.submit(Specs.yinYang("resources", Map.of("replicas", 2)));
        Job first = jobOf(id, 1, 1);
        WorkerApi old = worker(secretOf(first));
        old.lease(replica(id, "w-0"));
        old.lease(replica(id, "w-1"));
        AttemptId attempt = old.lease(replica(id, "w-0")).grants().stream()
                .findFirst()
                .orElseThrow()
                .attempt();
        service.post("/api/v1/jobs/" + id + ":pause", "").expectStatus().is2xxSuccessful();
        new PlayedWorker(old, service.job(id).path("worker").asString()).tell(attempt, new AttemptEvent.Released());
        service.post("/api/v1/jobs/" + id + ":resume", "").expectStatus().is2xxSuccessful();

        for (String name : List.of("w-0", "w-1", "w-0", "w-1")) {
            LeaseResponse response = old.lease(replica(id, name));
            assertThat(response.grants()).isEmpty();
            assertThat(response.outcome()).isEqualTo(JobOutcome.ATTEMPT_OVER);
        }
        assertThat(service.job(id).path("state").asString()).isEqualTo("QUEUED");
        fail(first);
        jobOf(id, 2, 1);
    }

    @Test
    void aGangThatNeedsMoreWorkersThanAllowedSaysSoAndHoldsNothingUp() {
        String large = service.submit(Specs.yinYang("resources", Map.of("replicas", 3)));
        String small = service.submit();

        awaitReason(large, "launch-limit", "the job needs 3 workers, and 2 are launched at most");
        jobOf(small, 1, 1);
    }

    @Test
    void aGangIsNotOvertakenByJobsThatFit() {
        String first = service.submit();
        jobOf(first, 1, 1);
        String gang = service.submit(Specs.yinYang("resources", Map.of("replicas", 2)));
        String later = service.submit();

        awaitReason(gang, "launch-limit", "2 workers are launched at a time");
        awaitReason(later, "launch-limit", "2 workers are launched at a time");
        service.cancel(first, HttpStatus.OK);
        jobOf(gang, 1, 1);
        assertThat(jobs()).extracting(job -> job.getMetadata().getName()).noneMatch(name -> name.contains(later));
    }

    @Test
    void aJobForCudaRequestsAGpuOnItsNodes() {
        String id = service.submit(Specs.yinYang("resources", Map.of("device", "cuda")));

        var pod = jobOf(id, 1, 1).getSpec().getTemplate().getSpec();

        Container worker = pod.getContainers().getFirst();
        assertThat(worker.getResources().getRequests()).containsEntry("nvidia.com/gpu", new Quantity("1"));
        assertThat(worker.getImage()).isEqualTo("registry.example/backspike-worker:1-cuda");
        assertThat(value(worker, "BACKSPIKE_WORKER_DEVICE")).isEqualTo("cuda");
        assertThat(pod.getNodeSelector()).isEqualTo(Map.of("pool", "spikes", "gpu/model", "h200"));
    }

    @Test
    void theTokenOfAnAttemptLeasesItAndNothingElse() {
        String first = service.submit();
        String second = service.submit();
        WorkerApi worker = worker(secretOf(jobOf(first, 1, 1)));
        jobOf(second, 1, 1);

        assertThatThrownBy(() -> worker.lease(request(second))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> worker.lease(request(null)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("attempt 1 of job " + first + " only");
        assertThat(new Service(port, token(secretOf(jobOf(first, 1, 1))))
                        .http()
                        .get()
                        .uri("/api/v1/jobs")
                        .exchange()
                        .returnResult(byte[].class)
                        .getStatus())
                .isEqualTo(HttpStatus.FORBIDDEN);
        LeaseResponse granted = worker.lease(request(first));

        assertThat(granted.grants())
                .extracting(grant -> grant.attempt())
                .containsExactly(new AttemptId(new JobId(first), 1));
        AttemptId attempt = granted.grants().getFirst().attempt();
        new PlayedWorker(worker, "w").tell(attempt, new AttemptEvent.Released());
        assertThat(worker.lease(request(first)).outcome()).isEqualTo(JobOutcome.ATTEMPT_OVER);
        assertThat(worker.lease(request(first)).grants()).isEmpty();
        // The next attempt has a worker of its own, whose token is another one, once this one has ended.
        fail(jobOf(first, 1, 1));
        assertThat(worker(secretOf(jobOf(first, 2, 1))).lease(request(first)).grants())
                .hasSize(1);
    }

    @Test
    void aTokenThatSomebodyMadeUpIsRefused() {
        String id = service.submit();
        String token = token(secretOf(jobOf(id, 1, 1)));

        assertThat(status(token)).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(status(token.replace("." + "1" + ".", ".2."))).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(status("bsk_" + id + ".1." + "A".repeat(43))).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(status("bsk_" + id + ".99999999999." + "A".repeat(43))).isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void whatTheClusterSaysIsTheReasonOfAJobThatWaits() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);

        Pod pod = runs(
                job,
                new PodStatusBuilder()
                        .withPhase("Pending")
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage("0/3 nodes are available: 3 Insufficient cpu.")
                        .endCondition()
                        .build());
        awaitReason(id, "unschedulable", "0/3 nodes are available: 3 Insufficient cpu.");
        become(pod, waiting("ImagePullBackOff", "Back-off pulling image"));
        awaitReason(id, "image-not-pulled", "registry.example/backspike-worker:1 of the worker cannot be pulled");
        become(pod, waiting("CreateContainerConfigError", "secret not found"));
        awaitReason(id, "launching", "CreateContainerConfigError: secret not found");
        become(pod, new PodStatusBuilder().withPhase("Running").build());
        awaitReason(id, "launching", "starts");
        suspend(job);
        awaitReason(id, "awaits-admission", "is suspended until the queue of the cluster admits it");
    }

    @Test
    void aKilledPodFailsItsAttemptAndTheNextOneGetsAnotherJob() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);
        Pod pod = runs(job, new PodStatusBuilder().withPhase("Running").build());
        assertThat(worker(secretOf(job)).lease(request(id)).grants()).hasSize(1);

        become(pod, ended("OOMKilled", 137));

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode attempt = service.get("/api/v1/jobs/" + id + "/attempts")
                    .path("attempts")
                    .path(0);
            assertThat(attempt.path("state").asString()).isEqualTo("FAILED");
            assertThat(attempt.path("failure").asString()).isEqualTo("OUT_OF_MEMORY");
        });
        assertThat(service.job(id).path("stateReason").path("code").asString()).isEqualTo("out-of-memory");
        assertThat(service.job(id).path("stateReason").path("message").asString())
                .contains("OOMKilled", "backspike.launcher.kubernetes.memory");
    }

    @Test
    void aPodThatLostItsGpuCostsItsJobNothing() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);
        Pod pod = runs(job, new PodStatusBuilder().withPhase("Running").build());
        assertThat(worker(secretOf(job)).lease(request(id)).grants()).hasSize(1);

        become(pod, ended("Error", 8));

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode attempt = service.get("/api/v1/jobs/" + id + "/attempts")
                    .path("attempts")
                    .path(0);
            assertThat(attempt.path("state").asString()).isEqualTo("FAILED");
            assertThat(attempt.path("failure").asString()).isEqualTo("DEVICE_LOST");
        });
        assertThat(service.job(id).path("stateReason").path("message").asString())
                .contains("lost its CUDA device", "does not count as a retry");
    }

    @Test
    void anEvictedPodCostsItsJobARetryOfInfrastructure() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);
        Pod pod = runs(job, new PodStatusBuilder().withPhase("Running").build());
        assertThat(worker(secretOf(job)).lease(request(id)).grants()).hasSize(1);

        become(
                pod,
                new PodStatusBuilder()
                        .withPhase("Failed")
                        .withReason("Evicted")
                        .withMessage("The node was low on resource: memory.")
                        .build());

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(service.job(id)
                                .path("stateReason")
                                .path("message")
                                .asString())
                        .contains("was evicted: Evicted: The node was low on resource: memory."));
        clock.forward(Duration.ofMinutes(10));
        Job next = jobOf(id, 2, 1);
        assertThat(worker(secretOf(next)).lease(request(id)).grants()).hasSize(1);
    }

    @Test
    void anEndThatTheWorkerReportedStandsWhateverItsPodSays() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);
        Pod pod = runs(job, new PodStatusBuilder().withPhase("Running").build());
        WorkerApi api = worker(secretOf(job));
        AttemptId attempt = api.lease(request(id)).grants().getFirst().attempt();
        new PlayedWorker(api, "w").tell(attempt, new AttemptEvent.Succeeded());

        become(pod, ended("OOMKilled", 137));
        String after = service.submit();
        jobOf(after, 1, 1);

        assertThat(service.job(id).path("state").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void aWorkerThatEndsBeforeItBeganIsLaunchedAgainLater() {
        String id = service.submit();
        Job job = jobOf(id, 1, 1);
        Pod pod = runs(job, ended("Error", 1));
        fail(job);

        awaitReason(id, "launch-failed", "ended with exit status 1");
        assertThat(jobs()).hasSize(1);
        become(pod, ended("Error", 1, clock.instant().minus(Duration.ofMinutes(1))));
        jobOf(id, 1, 2);
        assertThat(service.job(id).path("attempt").asInt()).isZero();
    }

    @Test
    void jobsOfAttemptsThatAreOverAreDeletedAndOnlyTheOwnOnes() {
        Job orphan = cluster.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(labelled("lab", "j000000000000000001"))
                .create();
        Job others = cluster.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(labelled("other", "j000000000000000002"))
                .create();
        String cancelled = service.submit();
        jobOf(cancelled, 1, 1);
        service.cancel(cancelled, HttpStatus.OK);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(jobs())
                        .extracting(job -> job.getMetadata().getName())
                        .doesNotContain(orphan.getMetadata().getName())
                        .containsExactly(others.getMetadata().getName()));
    }

    @Test
    void noMoreWorkersAreLaunchedThanAllowed() {
        String first = service.submit();
        String second = service.submit();
        String third = service.submit();

        jobOf(first, 1, 1);
        jobOf(second, 1, 1);
        awaitReason(third, "launch-limit", "2 workers are launched at a time");
        service.cancel(first, HttpStatus.OK);
        jobOf(third, 1, 1);
    }

    @Test
    void aJobThatNeedsMoreMemoryThanWorkersHaveSaysSo() {
        String id = service.submit(Specs.yinYang("name", "large"));

        awaitReason(id, "not-enough-memory", "launched workers have a heap of 300 MB");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void aJobWhoseServiceEndedBeforeItMadeTheSecretGetsIt() {
        String first = service.submit();
        String second = service.submit();
        jobOf(first, 1, 1);
        jobOf(second, 1, 1);
        String third = service.submit();
        awaitReason(third, "launch-limit", "2 workers are launched at a time");
        Job left = cluster.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(labelled("lab", third))
                .create();

        service.cancel(first, HttpStatus.OK);

        assertThat(secretOf(left).getMetadata().getOwnerReferences().getFirst().getUid())
                .isEqualTo(left.getMetadata().getUid());
    }

    @Test
    void aSecretThatTheClusterRefusesKeepsNoOtherJobWaiting() {
        String first = service.submit();
        String second = service.submit();
        jobOf(first, 1, 1);
        jobOf(second, 1, 1);
        String refused = service.submit();
        awaitReason(refused, "launch-limit", "2 workers are launched at a time");
        server.expect()
                .post()
                .withPath("/api/v1/namespaces/" + NAMESPACE + "/secrets")
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withMessage("secrets is forbidden")
                                .build())
                .always();
        try {
            cluster.batch()
                    .v1()
                    .jobs()
                    .inNamespace(NAMESPACE)
                    .resource(labelled("lab", refused))
                    .create();

            service.cancel(first, HttpStatus.OK);

            awaitReason(refused, "launch-failed", "secrets is forbidden");
            service.cancel(second, HttpStatus.OK);
            jobOf(service.submit(), 1, 1);
        } finally {
            server.clearExpectations();
        }
    }

    private Job jobOf(String id, int attempt, int launch) {
        String name = "backspike-" + id + "-" + attempt + "-" + launch;
        return await().atMost(PATIENCE)
                .until(
                        () -> cluster.batch()
                                .v1()
                                .jobs()
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get(),
                        found -> found != null);
    }

    private Secret secretOf(Job job) {
        return await().atMost(PATIENCE)
                .until(
                        () -> cluster.secrets()
                                .inNamespace(NAMESPACE)
                                .withName(job.getMetadata().getName())
                                .get(),
                        found -> found != null);
    }

    private List<Job> jobs() {
        return cluster.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
    }

    private void awaitReason(String id, String code, String words) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode reason = service.job(id).path("waitReason");
            assertThat(reason.path("code").asString()).isEqualTo(code);
            assertThat(reason.path("message").asString()).contains(words);
        });
    }

    /** What the controller of Jobs makes. */
    private Pod runs(Job job, PodStatus status) {
        return runs(job, 0, status);
    }

    private Pod runs(Job job, int index, PodStatus status) {
        return cluster.pods()
                .inNamespace(NAMESPACE)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(job.getMetadata().getName() + "-" + index + "-abcde")
                        .withLabels(job.getSpec().getTemplate().getMetadata().getLabels())
                        .endMetadata()
                        .withStatus(status)
                        .build())
                .create();
    }

    private void become(Pod pod, PodStatus status) {
        cluster.pods()
                .inNamespace(NAMESPACE)
                .withName(pod.getMetadata().getName())
                .edit(now -> new PodBuilder(now).withStatus(status).build());
    }

    private void suspend(Job job) {
        change(job, now -> now.editSpec().withSuspend(true).endSpec());
    }

    private void fail(Job job) {
        change(
                job,
                now -> now.withNewStatus()
                        .addNewCondition()
                        .withType("Failed")
                        .withStatus("True")
                        .withReason("BackoffLimitExceeded")
                        .endCondition()
                        .endStatus());
    }

    private void change(Job job, UnaryOperator<JobBuilder> change) {
        cluster.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName(job.getMetadata().getName())
                .edit(now -> change.apply(new JobBuilder(now)).build());
    }

    private static PodStatus waiting(String reason, String message) {
        return new PodStatusBuilder()
                .withPhase("Pending")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("worker")
                        .withImage("registry.example/backspike-worker:1")
                        .withNewState()
                        .withNewWaiting(message, reason)
                        .endState()
                        .build())
                .build();
    }

    private PodStatus ended(String reason, int exit) {
        return ended(reason, exit, clock.instant());
    }

    private static PodStatus ended(String reason, int exit, Instant at) {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("worker")
                        .withNewState()
                        .withNewTerminated()
                        .withReason(reason)
                        .withExitCode(exit)
                        .withFinishedAt(at.toString())
                        .endTerminated()
                        .endState()
                        .build())
                .build();
    }

    private static Job labelled(String instance, String id) {
        Launch launch = new Launch(new AttemptId(new JobId(id), 1), 1);
        return new JobBuilder()
                .withNewMetadata()
                .withName(launch.name())
                .withLabels(launch.labels(instance))
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static @Nullable String value(Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse(null);
    }

    /** The CRUD server stores {@code stringData} as it is given; a real one encodes it. */
    private static String token(Secret secret) {
        String plain =
                secret.getStringData() == null ? null : secret.getStringData().get("token");
        return plain != null
                ? plain
                : new String(Base64.getDecoder().decode(secret.getData().get("token")), StandardCharsets.UTF_8);
    }

    private WorkerApi worker(Secret secret) {
        return WorkerApiClient.connect(URI.create("http://127.0.0.1:" + port), token(secret));
    }

    private static LeaseRequest request(@Nullable String job) {
        return new LeaseRequest(
                new WorkerName("w"), "cpu", 1, 1, List.of(), 0, null, job == null ? null : new JobId(job), null);
    }

    private static LeaseRequest replica(String job, String worker) {
        return new LeaseRequest(
                new WorkerName(worker),
                "cpu",
                1,
                1,
                List.of(),
                0,
                null,
                new JobId(job),
                new GangOffer("10.0.0.1:8082", 1));
    }

    private HttpStatus status(String token) {
        return HttpStatus.valueOf(new Service(port, token)
                .http()
                .get()
                .uri("/api/v1/jobs")
                .exchange()
                .returnResult(byte[].class)
                .getStatus()
                .value());
    }
}
