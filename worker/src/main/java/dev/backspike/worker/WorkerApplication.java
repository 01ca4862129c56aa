package dev.backspike.worker;

import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * A worker of its own process: {@code ./backspike worker --api URL}. Health and Prometheus metrics are on
 * {@code server.port}, by default 8081 of the loopback interface.
 */
@SpringBootApplication
public class WorkerApplication {

    /** Here instead of in a file, which an api with an embedded worker would find on its class path too. */
    private static final Map<String, Object> DEFAULTS = Map.of(
            "spring.application.name", "backspike-worker",
            "server.port", "8081",
            "server.address", "127.0.0.1",
            "management.endpoints.web.exposure.include", "health,info,prometheus",
            // logs every group of every file that it reads or writes
            "logging.level.io.jhdf", "error");

    public static void main(String[] args) {
        run(args);
    }

    static ConfigurableApplicationContext run(String... args) {
        return new SpringApplicationBuilder(WorkerApplication.class)
                .properties(DEFAULTS)
                .initializers(context -> requireApi(context.getEnvironment()))
                .run(args);
    }

    private static void requireApi(Environment environment) {
        if (environment.getProperty("backspike.worker.api", "").isBlank()) {
            throw new ApiNotConfiguredException();
        }
    }
}
