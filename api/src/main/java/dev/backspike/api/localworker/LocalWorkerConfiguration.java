package dev.backspike.api.localworker;

import dev.backspike.api.dispatch.EndedWorkers;
import dev.backspike.api.security.LocalWorkerToken;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Active unless the service has no worker or runs it within its own process. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "backspike.worker.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "backspike.worker.mode", havingValue = "process", matchIfMissing = true)
class LocalWorkerConfiguration {

    @Bean
    LocalWorker localWorker(
            LocalWorkerProperties properties,
            ConfigurableEnvironment environment,
            ServerProperties server,
            LocalWorkerToken token,
            EndedWorkers ended,
            MeterRegistry registry,
            @Value("${backspike.data.directory}") Path data) {
        WorkerCommand command = WorkerCommand.of(properties);
        return new LocalWorker(
                command,
                WorkerSettings.of(environment, data),
                new WorkerMeters(registry),
                new ServiceAddress(server),
                token,
                ended);
    }
}
