package dev.backspike.api;

import dev.backspike.api.clock.DatabaseClock;
import java.nio.file.Path;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
class ApiConfiguration {

    @Bean
    DatabaseClock clock(JdbcClient jdbc) {
        return new DatabaseClock(Instant.now(), System::nanoTime, jdbc);
    }

    /**
     * The default database, a file in the data directory. With WRITE_DELAY=0 a commit is on disk before it is
     * acknowledged, since an accepted job must survive a crash of the process.
     */
    @Bean
    @ConditionalOnProperty(name = "spring.datasource.url", matchIfMissing = true, havingValue = "none")
    JdbcConnectionDetails fileDatabase(@Value("${backspike.data.directory}") Path directory) {
        String url = "jdbc:h2:file:" + directory.toAbsolutePath().normalize().resolve("backspike")
                + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE";
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "sa";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }
}
