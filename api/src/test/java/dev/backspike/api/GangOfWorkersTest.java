package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Jobs of several replicas on the real service and real workers in processes of their own, one of which is killed or
 * stopped without warning.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:gangs;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data-gangs",
            "backspike.worker.enabled=false",
            "backspike.lease.duration=60s",
            "backspike.lease.renew=1s",
            "backspike.gangs.patience=12s"
        })
class GangOfWorkersTest {

    private static final String JOB = """
            {"dataset": {"type": "yin-yang", "train": {"samples": 2000}, "test": {"samples": 200}},
             "network": {"duration": 60, "solver": "event",
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 40},
                               "output": {"neuron": "lif"}},
               "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                               {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
             "training": {"epochs": 20, "batchSize": 20, "seed": 5, "loss": "first-spike",
               "optimiser": {"type": "adam", "learningRate": 0.005},
               "checkpoint": {"everySeconds": 0}},
             "resources": {"replicas": REPLICAS}}""";

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @LocalServerPort
    private int port;

    private final WorkerProcesses workers = new WorkerProcesses("gang-worker");
    private Service service;

    @BeforeEach
    void connect() {
        service = new Service(port);
    }

    @AfterEach
    void endWorkers() throws InterruptedException {
        workers.endAll();
    }

    @Test
    void theModelIsTheSameForAnyNumberOfReplicasAndThoughOneIsKilledOrStopped() throws Exception {
        Process first = start();
        Process second = start();
        until(() -> service.get("/api/v1/workers").path("workers").size() == 2);
        List<String> jobs = List.of(submit("1"), submit("2"), submit("3"), submit("4"));
        jobs.forEach(this::awaitSuccess);
        assertThat(jobs.stream().map(job -> service.job(job).path("workers").size()))
                .containsExactly(1, 2, 3, 4);
        String model = modelTag(jobs.getFirst());
        assertThat(jobs).allSatisfy(job -> assertThat(modelTag(job)).isEqualTo(model));

        String killed = submit("{\"min\": 2, \"max\": 4}");
        until(() -> hasSaved(killed, 1));
        signal("KILL", second);
        awaitSuccess(killed);
        assertThat(modelTag(killed)).isEqualTo(model);
        expectTwoAttempts(killed);

        Process third = start();
        until(() -> service.get("/api/v1/workers").path("workers").size() == 3);
        String stopped = submit("{\"min\": 2, \"max\": 4}");
        until(() -> hasSaved(stopped, 1));
        signal("STOP", third);
        until(() -> service.job(stopped).path("attempt").asInt() == 2);
        signal("CONT", third);
        awaitSuccess(stopped);
        assertThat(modelTag(stopped)).isEqualTo(model);
        expectTwoAttempts(stopped);
        assertThat(first.isAlive()).isTrue();
    }

    /** The first had replicas on both workers and failed as infrastructure; the second resumed from a checkpoint. */
    private void expectTwoAttempts(String job) {
        JsonNode attempts = service.get("/api/v1/jobs/" + job + "/attempts").path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.at("/0/workers").size()).isBetween(3, 4);
        assertThat(attempts.at("/0/failure").asString()).isEqualTo("INFRASTRUCTURE");
        assertThat(attempts.at("/1/workers").size()).isBetween(2, 4);
        assertThat(attempts.at("/1/resumedStep").asLong()).isPositive();
    }

    private Process start() throws IOException {
        return workers.start(port, "--backspike.worker.slots=2", "--backspike.worker.gang.silence=3s");
    }

    /** To the worker and to the process in which it trains, as when its machine fails. */
    private static void signal(String name, Process worker) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, String.valueOf(worker.pid())));
        worker.descendants().map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private String submit(String replicas) {
        return service.submit(JOB.replace("REPLICAS", replicas));
    }

    /** Whether the attempt, which is the running one, has left a checkpoint. */
    private boolean hasSaved(String job, int attempt) {
        return service.job(job).path("attempt").asInt() == attempt
                && !service.get("/api/v1/jobs/" + job + "/checkpoints")
                        .path("checkpoints")
                        .isEmpty();
    }

    private void awaitSuccess(String job) {
        until(() -> {
            String state = service.job(job).path("state").asString();
            assertThat(state).isNotEqualTo("FAILED");
            return state.equals("SUCCEEDED");
        });
    }

    /** Contains the sha256 of the file. */
    private String modelTag(String job) {
        return Objects.requireNonNull(service.http()
                .get()
                .uri("/api/v1/jobs/" + job + "/model")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult()
                .getResponseHeaders()
                .getETag());
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about within " + PATIENCE);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
