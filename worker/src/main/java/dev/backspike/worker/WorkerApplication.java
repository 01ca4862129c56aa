package dev.backspike.worker;

import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.WorkerApiClient;
import dev.backspike.engine.Engines;
import dev.backspike.worker.agent.AssignedJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * A worker as a separate process: {@code ./backspike worker --api URL}. Health and Prometheus metrics are on
 * {@code server.port}, by default 8081 of the loopback interface. One of several slots runs as a child of the process,
 * see {@link SupervisedWorker}. With {@code backspike.worker.job} it runs one job and ends with the exit code of
 * {@link AssignedJob.End}.
 */
@SpringBootApplication
public class WorkerApplication {

    /** Defined here instead of in a file, which a service with an embedded worker would find on its class path too. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "spring.application.name", "backspike-worker",
            "server.port", "8081",
            "server.address", "127.0.0.1",
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            // The library logs every group of every file that it reads or writes.
            "logging.level.io.jhdf", "error");

    private static final PropertySource<?> ANY_PORT =
            new MapPropertySource("ports of workers for one job", Map.of("server.port", "0"));

    public static void main(String[] args) {
        if (SupervisedWorker.isChild()) {
            SupervisedWorker.followParent();
        }
        ConfigurableApplicationContext context = runOrExit(args);
        AssignedJob job = context.getBeanProvider(AssignedJob.class).getIfAvailable();
        if (job != null) {
            int exitCode = job.await().exitCode();
            System.exit(SpringApplication.exit(context, () -> exitCode));
        }
    }

    /** Spring Boot derives no exit status from an exception that interrupts the creation of its beans. */
    private static ConfigurableApplicationContext runOrExit(String... args) {
        try {
            return run(args);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof NoWorkingDeviceException none) {
                    System.exit(none.exitStatus());
                }
            }
            throw e;
        }
    }

    static ConfigurableApplicationContext run(String... args) {
        return new SpringApplicationBuilder(WorkerApplication.class)
                .properties(DEFAULTS)
                .listeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>)
                        prepared -> superviseSeveralSlots(prepared.getEnvironment(), args))
                .initializers(
                        context -> requireApi(context.getEnvironment()),
                        context -> letJobsShareAMachine(context.getEnvironment()))
                .run(args);
    }

    /** Ends this process with the worker's, if that is to be a child of this one. */
    private static void superviseSeveralSlots(ConfigurableEnvironment environment, String... args) {
        if (SupervisedWorker.isChild() || !environment.getProperty("backspike.worker.enabled", Boolean.class, true)) {
            return;
        }
        WorkerProperties properties = Binder.get(environment).bindOrCreate("backspike.worker", WorkerProperties.class);
        if (!properties.severalSlots(Engines::cudaDevices)) {
            return;
        }
        requireApi(environment);
        WorkerToken token = WorkerToken.of(
                environment.getProperty("backspike.worker.token-file", Path.class),
                environment.getProperty("backspike.token", ""));
        URI service = Objects.requireNonNull(properties.api());
        SupervisedWorker worker = new SupervisedWorker(
                WorkerApiClient.connect(service, token.secret()), new WorkerName(properties.name()));
        try {
            System.exit(worker.run(List.of(args)));
        } catch (IOException e) {
            throw new UncheckedIOException("the process of the worker could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Workers for one job each are started by a batch system, which knows nothing of ports. */
    private static void letJobsShareAMachine(ConfigurableEnvironment environment) {
        if (environment.containsProperty("backspike.worker.job")) {
            environment.getPropertySources().addBefore("defaultProperties", ANY_PORT);
        }
    }

    private static void requireApi(Environment environment) {
        if (environment.getProperty("backspike.worker.api", "").isBlank()) {
            throw new ApiNotConfiguredException();
        }
    }
}
