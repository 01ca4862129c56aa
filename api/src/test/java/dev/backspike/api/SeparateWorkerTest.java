package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A separate worker of two slots, one of whose jobs exhausts its memory. Leases last longer than the test. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:separate;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data-separate",
            "backspike.inspection.mode=embedded",
            "backspike.worker.enabled=false",
            "backspike.lease.duration=30m"
        })
class SeparateWorkerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @LocalServerPort
    private int port;

    private final WorkerProcesses workers = new WorkerProcesses("separate-worker");

    @AfterEach
    void endWorkers() throws InterruptedException {
        workers.endAll();
    }

    @Test
    void theJobThatExhaustsTheMemoryOfItsWorkerIsChargedAndItsNeighbourIsNot() throws Exception {
        Service service = new Service(port);
        String hungry = service.submit(
                job(800, "{\"from\": \"hidden\", \"to\": \"hidden\", \"weight\": {\"constant\": {\"value\": 0}}},", 1));
        String modest = service.submit(job(10, "", 1000));
        String reason = "";
        int starts = 0;
        while (!state(service, hungry).equals("FAILED")) {
            starts++;
            Process worker = workers.startWith(List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError"), port, "2");
            until(() -> !worker.isAlive() || state(service, hungry).equals("FAILED"));
            assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(3);
            reason = service.job(hungry).at("/stateReason/code").asString();
            assertThat(starts).isLessThan(4);
        }
        assertThat(reason).isEqualTo("out-of-memory");
        for (JsonNode attempt :
                service.get("/api/v1/jobs/" + modest + "/attempts").path("attempts")) {
            assertThat(attempt.path("failure").asString("")).isEmpty();
        }
    }

    @Test
    void theWorkerEndsWithItsParentAndHandsItsJobBackAtASignal() throws Exception {
        Service service = new Service(port);
        String job = service.submit(job(10, "", 100_000));
        Process worker = workers.startWith(List.of(), port, "2");
        until(() -> hasCheckpoint(service, job));
        ProcessHandle child = worker.children().findFirst().orElseThrow();
        worker.destroy();
        assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(child.isAlive()).isFalse();
        assertThat(service.job(job).at("/stateReason/code").asString()).isEqualTo("worker-stopped");

        Process killed = workers.startWith(List.of(), port, "2");
        until(() -> state(service, job).equals("RUNNING"));
        ProcessHandle orphan = killed.children().findFirst().orElseThrow();
        killed.destroyForcibly();
        until(() -> !orphan.isAlive());
    }

    /** @param recurrent more connections of a network of so many hidden neurons, or nothing */
    private static String job(int hidden, String recurrent, int epochs) {
        return """
            {"dataset": {"type": "yin-yang", "train": {"samples": 2000}, "test": {"samples": 100}},
             "network": {"duration": 60, "solver": "event",
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": %d},
                               "output": {"neuron": "lif"}},
               "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                               %s
                               {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
             "training": {"epochs": %d, "batchSize": 20, "seed": 5, "loss": "first-spike",
               "optimiser": {"type": "adam", "learningRate": 0.005},
               "checkpoint": {"everySeconds": 0}},
             "retry": {"firstDelaySeconds": 0, "outOfMemory": 0, "infrastructure": 0}}\
            """.formatted(hidden, recurrent, epochs);
    }

    private static boolean hasCheckpoint(Service service, String job) {
        return !service.get("/api/v1/jobs/" + job + "/checkpoints")
                .path("checkpoints")
                .isEmpty();
    }

    private static String state(Service service, String id) {
        return service.job(id).path("state").asString();
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about within " + PATIENCE);
            }
            Thread.sleep(50);
        }
    }
}
