package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The real service with its own worker as a child process of little memory, which is killed and run out of memory. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:local-worker;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data-local-worker",
            "backspike.inspection.mode=embedded",
            "backspike.worker.threads=1",
            "backspike.worker.device=cpu",
            "backspike.worker.process.heap=96MB"
        })
class LocalWorkerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @LocalServerPort
    private int port;

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
             "retry": {"firstDelaySeconds": 0, "outOfMemory": 0}}\
            """.formatted(hidden, recurrent, epochs);
    }

    @Test
    void aJobGoesOnAfterItsWorkerWasKilled() throws InterruptedException {
        Service service = new Service(port);
        String job = service.submit(job(60, "", 30));
        until(() -> hasCheckpoint(service, job));
        long killed = worker(service);
        assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();

        until(() -> state(service, job).equals("SUCCEEDED"));
        JsonNode attempts = service.get("/api/v1/jobs/" + job + "/attempts").path("attempts");
        assertThat(attempts.path(0).path("failure").asString()).isEqualTo("INFRASTRUCTURE");
        assertThat(attempts.path(1).path("resumedStep").asLong()).isPositive();
        assertThat(attempts).hasSize(2);
        assertThat(worker(service)).isNotEqualTo(killed);
    }

    /** Its weights fit the heap, so that it is handed out; the traces of its hidden neurons' spikes do not. */
    @Test
    void aJobThatExhaustsMemoryFailsAloneAndTheNextOneRuns() throws InterruptedException {
        Service service = new Service(port);
        String recurrent = "{\"from\": \"hidden\", \"to\": \"hidden\", \"weight\": {\"constant\": {\"value\": 0}}},";
        String hungry = service.submit(job(800, recurrent, 1));
        until(() -> state(service, hungry).equals("FAILED"));
        assertThat(service.job(hungry).path("stateReason").path("code").asString())
                .isEqualTo("out-of-memory");
        assertThat(service.job(hungry).path("stateReason").path("message").asString())
                .contains("backspike.worker.process.heap");

        String modest = service.submit(job(10, "", 1));
        until(() -> state(service, modest).equals("SUCCEEDED"));
    }

    private static boolean hasCheckpoint(Service service, String job) {
        return !service.get("/api/v1/jobs/" + job + "/checkpoints")
                .path("checkpoints")
                .isEmpty();
    }

    /** Process id of the connected worker that was seen last, which its name ends with. */
    private static long worker(Service service) {
        JsonNode workers = service.get("/api/v1/workers").path("workers");
        String last = "";
        String seen = "";
        for (JsonNode worker : workers) {
            if (worker.path("connectedAt").asString().compareTo(seen) > 0) {
                seen = worker.path("connectedAt").asString();
                last = worker.path("name").asString();
            }
        }
        return Long.parseLong(last.substring(last.lastIndexOf('-') + 1));
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
            Thread.sleep(20);
        }
    }
}
