package dev.backspike.worker;

import dev.backspike.worker.agent.AssignedJob;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * A worker as a separate process: {@code ./backspike worker --api URL}. Health and Prometheus metrics are on
 * {@code server.port}, by default 8081 of the loopback interface. With {@code backspike.worker.job} it runs one job and
 * ends with the exit code of {@link AssignedJob.End}.
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
        ConfigurableApplicationContext context = run(args);
        AssignedJob job = context.getBeanProvider(AssignedJob.class).getIfAvailable();
        if (job != null) {
            int exitCode = job.await().exitCode();
            System.exit(SpringApplication.exit(context, () -> exitCode));
        }
    }

    static ConfigurableApplicationContext run(String... args) {
        return new SpringApplicationBuilder(WorkerApplication.class)
                .properties(DEFAULTS)
                .initializers(
                        context -> requireApi(context.getEnvironment()),
                        context -> letJobsShareAMachine(context.getEnvironment()))
                .run(args);
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
