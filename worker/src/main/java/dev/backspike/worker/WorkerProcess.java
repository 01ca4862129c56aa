package dev.backspike.worker;

import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.Trainer;
import dev.backspike.worker.agent.FailurePolicy;
import dev.backspike.worker.agent.WorkerAgent;
import dev.backspike.worker.agent.WorkerIdentity;
import dev.backspike.worker.files.CacheMeters;
import dev.backspike.worker.files.FetchedFiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The worker that a service runs as its child process. Unlike {@link WorkerApplication} it has no web server and no
 * Spring container, which would take longer to start than the service may wait for it. Its standard input consists of
 * two lines of JSON, {@link Setup} at once and {@link Service} when the service listens, and then stays open as long as
 * the service lives: the line {@value #STOP} tells the worker to hand its attempts back, and the end of the input,
 * which the death of the service causes, ends the worker at once.
 */
public final class WorkerProcess {

    /** The command to hand the attempts back and to end. */
    public static final String STOP = "stop";

    private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Exit status of a worker that has lost its service. */
    private static final int ORPHANED = 4;

    private WorkerProcess() {}

    /** @param properties of the service that begin with {@code backspike.worker.} or {@code backspike.datasets.} */
    record Setup(Map<String, String> properties) {

        Setup {
            properties = Map.copyOf(properties);
        }
    }

    /**
     * The address of the service.
     *
     * @param url such as {@code http://127.0.0.1:8080}
     * @param token null if the service requires none
     */
    record Service(URI url, @Nullable String token) {}

    public static void main(String[] args) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Setup setup = JSON.readValue(next(orders), Setup.class);
        Binder binder = new Binder(new MapConfigurationPropertySource(setup.properties()));
        WorkerProperties properties = binder.bindOrCreate("backspike.worker", WorkerProperties.class);
        DatasetProperties datasets = binder.bindOrCreate("backspike.datasets", DatasetProperties.class);
        EngineFactory engines = engines(properties);
        Service service = JSON.readValue(next(orders), Service.class);
        MeterRegistry meters = new SimpleMeterRegistry();
        WorkerAgent agent = agent(properties, datasets, engines, service, meters);
        // This also runs at Ctrl-C, which a terminal sends to the service and to its children alike.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(agent::stop));
        agent.start();
        Thread.ofPlatform().daemon().name("meters").start(new MeterReport(meters, System.out));
        String order = next(orders);
        if (!order.equals(STOP)) {
            log.error("unknown command: {}", order);
        }
        System.exit(0);
    }

    private static EngineFactory engines(WorkerProperties properties) {
        try {
            return WorkerEngines.of(properties);
        } catch (NoWorkingDeviceException e) {
            log.error(e.getMessage());
            Runtime.getRuntime().halt(e.exitStatus());
            throw e;
        }
    }

    private static WorkerAgent agent(
            WorkerProperties properties,
            DatasetProperties datasets,
            EngineFactory engines,
            Service service,
            MeterRegistry meters) {
        WorkerApi api = WorkerApiClient.connect(service.url(), service.token());
        FetchedFiles uploads = datasets.fetchedFrom(service.url(), service.token(), new CacheMeters(meters));
        TrainingMeters training = new TrainingMeters(meters, engines.gpus());
        Trainer trainer =
                new Trainer(new Datasets(datasets.directory(), uploads), engines, properties.threads(), training);
        WorkerIdentity identity = new WorkerIdentity(
                new WorkerName(properties.name()),
                engines.device(),
                properties.threads(),
                properties.slotsWith(engines.gpus().size()),
                null);
        return new WorkerAgent(
                api,
                identity,
                trainer,
                meters,
                FailurePolicy.endProcess(),
                WorkerEngines.deviceBytes(engines),
                properties.gang().open(service.url()));
    }

    private static String next(BufferedReader orders) throws IOException {
        String line = orders.readLine();
        if (line == null) {
            // The service that an orderly end would inform is gone.
            Runtime.getRuntime().halt(ORPHANED);
            throw new AssertionError("unreachable");
        }
        return line;
    }
}
