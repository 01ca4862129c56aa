package dev.backspike.worker;

import dev.backspike.common.file.UploadedFiles;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerApiClient;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.training.Trainer;
import dev.backspike.worker.agent.AssignedJob;
import dev.backspike.worker.agent.FailurePolicy;
import dev.backspike.worker.agent.WorkerAgent;
import dev.backspike.worker.agent.WorkerIdentity;
import dev.backspike.worker.files.CacheMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Makes a Spring Boot application with this module a worker if it knows a service: through the URL
 * {@code backspike.worker.api} or, with {@code backspike.worker.mode=embedded}, through a {@link WorkerApi} bean of
 * this process. (By default a service runs {@link WorkerProcess} instead.) {@code backspike.worker.enabled=false}
 * disables the agent.
 */
@AutoConfiguration
@EnableConfigurationProperties({WorkerProperties.class, DatasetProperties.class})
public class WorkerAutoConfiguration {

    @Bean
    WorkerToken workerToken(
            @Value("${backspike.worker.token-file:#{null}}") @Nullable Path file,
            @Value("${backspike.token:}") String given) {
        return WorkerToken.of(file, given);
    }

    @Bean
    @Conditional(HasApi.class)
    CacheMeters cacheMeters(MeterRegistry registry) {
        return new CacheMeters(registry);
    }

    @Bean
    @ConditionalOnMissingBean
    Datasets datasets(
            DatasetProperties datasets,
            WorkerProperties worker,
            WorkerToken token,
            ObjectProvider<UploadedFiles> own,
            ObjectProvider<CacheMeters> meters) {
        URI api = worker.api();
        UploadedFiles uploads =
                api == null ? own.getIfAvailable() : datasets.fetchedFrom(api, token.secret(), meters.getObject());
        return new Datasets(datasets.directory(), uploads);
    }

    @Bean
    @ConditionalOnMissingBean
    EngineFactory engineFactory(WorkerProperties properties) {
        return WorkerEngines.of(properties);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "backspike.worker.enabled", matchIfMissing = true)
    @Conditional(HasApi.class)
    static class AgentConfiguration {

        @Bean
        @ConditionalOnProperty("backspike.worker.job")
        AssignedJob assignedJob(WorkerProperties properties) {
            return new AssignedJob(Objects.requireNonNull(properties.job()));
        }

        @Bean
        WorkerAgent workerAgent(
                WorkerProperties properties,
                WorkerToken token,
                ObjectProvider<WorkerApi> ownApi,
                Datasets datasets,
                EngineFactory engines,
                ObjectProvider<AssignedJob> job,
                MeterRegistry registry) {
            URI url = properties.api();
            WorkerApi api = url != null ? WorkerApiClient.connect(url, token.secret()) : ownApi.getObject();
            WorkerIdentity identity = new WorkerIdentity(
                    new WorkerName(properties.name()),
                    engines.device(),
                    properties.threads(),
                    properties.slotsWith(engines.gpus().size()),
                    job.getIfAvailable());
            TrainingMeters meters = new TrainingMeters(registry, engines.gpus());
            Trainer trainer = new Trainer(datasets, engines, properties.threads(), meters);
            FailurePolicy failurePolicy = url != null ? FailurePolicy.endProcess() : FailurePolicy.endAttempt();
            return new WorkerAgent(
                    api,
                    identity,
                    trainer,
                    registry,
                    failurePolicy,
                    WorkerEngines.deviceBytes(engines),
                    properties.gang().open(url));
        }
    }

    static final class HasApi extends AnyNestedCondition {

        HasApi() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("backspike.worker.api")
        static final class Elsewhere {}

        @ConditionalOnBean(WorkerApi.class)
        @ConditionalOnProperty(name = "backspike.worker.mode", havingValue = "embedded")
        static final class InThisProcess {}
    }
}
