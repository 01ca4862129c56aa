package dev.backspike.api.inspection;

import dev.backspike.common.file.UploadedFiles;
import dev.backspike.engine.inspection.DataFileInspector;
import dev.backspike.engine.inspection.FileInspector;
import dev.backspike.engine.inspection.JobInspector;
import dev.backspike.engine.inspection.SpecInspector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InspectionConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DataFileInspector dataFileInspector() {
        return new FileInspector();
    }

    @Bean
    @ConditionalOnMissingBean
    JobInspector jobInspector(
            @Value("${backspike.datasets.directory:#{null}}") @Nullable Path directory, UploadedFiles uploads) {
        return SpecInspector.over(directory, uploads);
    }
}
