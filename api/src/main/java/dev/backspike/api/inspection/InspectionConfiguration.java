package dev.backspike.api.inspection;

import dev.backspike.common.file.UploadedFiles;
import dev.backspike.engine.inspection.DataFileInspector;
import dev.backspike.engine.inspection.InspectionResponder;
import dev.backspike.engine.inspection.JobInspector;
import dev.backspike.engine.inspection.ModelInspector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InspectionConfiguration {

    private static final Logger log = LoggerFactory.getLogger(InspectionConfiguration.class);

    @Bean
    Inspections inspections(
            @Value("${backspike.datasets.directory:#{null}}") @Nullable Path directory,
            InspectionProperties properties) {
        InspectionThreads threads = new InspectionThreads(properties.processes(), properties.timeout());
        return switch (properties.mode()) {
            case EMBEDDED -> new EmbeddedInspections(InspectionResponder.over(directory), threads);
            case PROCESS ->
                new ProcessInspections(
                        ChildCommand.inspection(properties.heapOrDefault(), directory),
                        properties,
                        threads,
                        InspectionConfiguration::confinement);
        };
    }

    @Bean
    InspectionClient inspectionClient(Inspections inspections, InspectionProperties limits) {
        return new InspectionClient(inspections, limits);
    }

    @Bean
    @ConditionalOnMissingBean
    DataFileInspector dataFileInspector(InspectionClient client) {
        return new FileInspections(client);
    }

    @Bean
    @ConditionalOnMissingBean
    JobInspector jobInspector(InspectionClient client, UploadedFiles uploads) {
        return new JobInspections(client, new UploadPaths(uploads));
    }

    @Bean
    @ConditionalOnMissingBean
    ModelInspector modelInspector(InspectionClient client, UploadedFiles uploads, InspectionProperties limits) {
        return new ModelInspections(client, new UploadPaths(uploads), limits.timeout());
    }

    private static Confinement confinement() {
        Confinement confinement = Confinement.detect();
        log.info("inspection processes are confined by {}", confinement.description());
        return confinement;
    }
}
