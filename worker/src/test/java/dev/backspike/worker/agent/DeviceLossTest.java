package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.WorkerExit;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.cuda.SoftwareDevice;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.worker.WorkerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A worker's process on the software device, whose service is played over HTTP. */
class DeviceLossTest {

    private static final AttemptId FIRST = ScriptedApi.attempt(1, 1);
    private static final AttemptId SECOND = ScriptedApi.attempt(2, 1);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SPEC = """
        {"dataset": {"type": "yin-yang", "train": {"samples": 40}, "validation": {"samples": 1}, "test": {"samples": 1}},
         "network": {"duration": 60, "solver": "clock",
           "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 30},
                           "output": {"neuron": "lif"}},
           "connections": [
             {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
             {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
         "training": {"epochs": 100000, "batchSize": 16, "loss": {"type": "first-spike"}, "optimiser": {"type": "adam"}},
         "resources": {"device": "cuda"}}
        """;

    @TempDir
    private Path folder;

    private final ScriptedApi api = new ScriptedApi();
    private HttpServer service;
    private @Nullable Process worker;

    @BeforeEach
    void listen() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/api/v1/worker/lease", exchange -> {
            answer(exchange, api.lease(JSON.readValue(exchange.getRequestBody(), LeaseRequest.class)));
        });
        service.createContext("/api/v1/worker/report", exchange -> {
            answer(exchange, api.report(JSON.readValue(exchange.getRequestBody(), Report.class)));
        });
        service.start();
    }

    @AfterEach
    void end() {
        if (worker != null) {
            worker.destroyForcibly();
        }
        service.stop(0);
    }

    private static void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** By an uncorrectable error of the memory of one of two devices, on which an attempt each runs. */
    @Test
    void aFaultOfADeviceHandsAllAttemptsBackAndEndsTheProcess() throws IOException, InterruptedException {
        JobSpec job = new DatasetInspector(new Datasets(null)).resolve(JobSpecParser.parse(SPEC));
        Process process = start("devices=2 kernel:400=214", "cuda");
        grant(FIRST, job);
        grant(SECOND, job);

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(WorkerExit.DEVICE_LOST);
        assertThat(api.leases.getFirst().device()).isEqualTo("cuda");
        assertThat(api.leases.getFirst().freeSlots()).as("one for each device").isEqualTo(2);
        for (AttemptId attempt : List.of(FIRST, SECOND)) {
            List<AttemptEvent> events = api.events(attempt);
            assertThat(events).hasAtLeastOneElementOfType(Measured.class);
            assertThat(events)
                    .filteredOn(Started.class::isInstance)
                    .singleElement()
                    .hasFieldOrPropertyWithValue("engine", "cuda");
        }
        // A fault that one of them meets may fail the calls of the other before it is told to stop.
        assertThat(Stream.of(FIRST, SECOND).map(attempt -> api.events(attempt).getLast()))
                .allMatch(end -> end instanceof Released
                        || (end instanceof Failed failed && failed.hasCode(FailureCode.DEVICE_LOST)))
                .anyMatch(end -> end.toString().contains("CUDA_ERROR_ECC_UNCORRECTABLE"));
        assertThat(log()).contains("A CUDA device has failed", "hands its attempts back");
    }

    @Test
    void aWorkerThatIsToUseCudaDoesNotStartWithABrokenDriver() throws IOException, InterruptedException {
        Process process = start("cuInit=803", "cuda");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(9);
        assertThat(log())
                .contains("backspike.worker.device is cuda, but no CUDA device works here", "restart the machine")
                .doesNotContain("\tat ");
    }

    @Test
    void aWorkerThatMayUseTheCpuAnnouncesItAndWarnsOnce() throws IOException {
        start("cuInit=803", "auto");
        api.until(() -> !api.leases.isEmpty());
        assertThat(api.leases.getFirst().device()).isEqualTo("cpu");
        assertThat(api.leases.getFirst().freeSlots()).isEqualTo(1);
        assertThat(log()).containsOnlyOnce("] WARN ").contains("restart the machine");
    }

    private Process start(String words, String device) throws IOException {
        Process started = SoftwareDevice.process(words, WorkerProcess.class.getName())
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        worker = started;
        OutputStream orders = started.getOutputStream();
        String url = "http://127.0.0.1:" + service.getAddress().getPort();
        orders.write(("{\"properties\": {\"backspike.worker.device\": \"" + device
                        + "\", \"backspike.worker.threads\": \"1\"}}\n{\"url\": \"" + url + "\"}\n")
                .getBytes(StandardCharsets.UTF_8));
        orders.flush();
        return started;
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private void grant(AttemptId attempt, JobSpec spec) {
        api.change(() -> api.queue.add(new Grant(attempt, spec)));
    }
}
