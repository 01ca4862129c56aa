package dev.backspike.api.dataset;

import dev.backspike.api.artifact.SharedFiles;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {

    @Bean
    UploadContents uploadContents(UploadFolder folder, ObjectProvider<SharedFiles> shared) {
        SharedFiles store = shared.getIfAvailable();
        return store == null ? new FolderContents(folder) : new BucketContents(folder, store);
    }
}
