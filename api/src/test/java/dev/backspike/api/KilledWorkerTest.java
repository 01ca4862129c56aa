package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The real service and real workers in processes of their own, which are killed without warning. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:killed;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data-killed",
            "backspike.worker.enabled=false",
            "backspike.lease.duration=6s",
            "backspike.lease.renew=1s",
            "backspike.lease.check-interval=500ms",
            "backspike.lease.grace=1s"
        })
class KilledWorkerTest {

    private static final String JOB = """
            {"dataset": {"type": "yin-yang", "train": {"samples": 3000}, "test": {"samples": 300}},
             "network": {"duration": 60, "solver": "event",
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 60},
                               "output": {"neuron": "lif"}},
               "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                               {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
             "training": {"epochs": 40, "batchSize": 20, "seed": 5, "loss": "first-spike",
               "optimiser": {"type": "adam", "learningRate": 0.005},
               "checkpoint": {"everySeconds": 0}},
             "retry": {"firstDelaySeconds": 0}}""";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @LocalServerPort
    private int port;

    private final WorkerProcesses workers = new WorkerProcesses("killed-worker");

    @AfterEach
    void endWorkers() throws InterruptedException {
        workers.endAll();
    }

    @Test
    void aJobWhoseWorkersAreKilledEndsWithTheSameModelAndEveryPointOnce() throws Exception {
        Service service = new Service(port);
        Process worker = workers.start(port);
        String whole = service.submit(JOB);
        until(() -> state(service, whole).equals("SUCCEEDED"));
        String killed = service.submit(JOB);
        for (int kills = 1; kills <= 2; kills++) {
            int atLeast = kills;
            until(() -> hasSaved(service, killed, atLeast));
            worker.destroyForcibly().waitFor();
            assertThat(state(service, killed)).isEqualTo("RUNNING");
            worker = workers.start(port);
        }
        until(() -> state(service, killed).equals("SUCCEEDED"));

        assertThat(service.job(killed).path("attempt").asInt()).isGreaterThanOrEqualTo(3);
        JsonNode attempts = service.get("/api/v1/jobs/" + killed + "/attempts").path("attempts");
        assertThat(attempts.path(1).path("resumedStep").asLong()).isPositive();
        assertThat(attempts.path(2).path("resumedStep").asLong())
                .isGreaterThan(attempts.path(1).path("resumedStep").asLong());
        assertThat(modelTag(service, killed)).isEqualTo(modelTag(service, whole));
        for (String series :
                List.of("train.loss", "train.runningLoss", "test.accuracy", "train.spikesPerNeuron.hidden")) {
            String query = "/metrics?points=100000&series=" + series;
            assertThat(service.get("/api/v1/jobs/" + killed + query).path("series"))
                    .isEqualTo(service.get("/api/v1/jobs/" + whole + query).path("series"));
        }
    }

    /** Whether the running attempt, the {@code atLeast}th or a later one, has left a checkpoint. */
    private static boolean hasSaved(Service service, String id, int atLeast) {
        int attempt = service.job(id).path("attempt").asInt();
        return attempt >= atLeast
                && service.get("/api/v1/jobs/" + id + "/checkpoints")
                        .path("checkpoints")
                        .valueStream()
                        .anyMatch(saved -> saved.path("attempt").asInt() == attempt);
    }

    private static String state(Service service, String id) {
        return service.job(id).path("state").asString();
    }

    /** Contains the sha256 of the file. */
    private static String modelTag(Service service, String id) {
        return Objects.requireNonNull(service.http()
                .get()
                .uri("/api/v1/jobs/" + id + "/model")
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult()
                .getResponseHeaders()
                .getETag());
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about within " + PATIENCE);
            }
            Thread.sleep(20);
        }
    }
}
