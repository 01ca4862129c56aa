package dev.backspike.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class QuotaPropertiesTest {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new QuotaProperties(0, DataSize.ofBytes(0), DataSize.ofBytes(0), 6000));
    }

    @Test
    void mapping() {
        assertThat(bind(Map.of(
                        "backspike.quotas.open-jobs", "100",
                        "backspike.quotas.uploads", "50GB",
                        "backspike.quotas.job-memory", "8GB",
                        "backspike.quotas.requests-per-minute", "0")))
                .isEqualTo(new QuotaProperties(100, DataSize.ofGigabytes(50), DataSize.ofGigabytes(8), 0));
    }

    @ParameterizedTest
    @CsvSource({"open-jobs, -1", "uploads, -1B", "job-memory, -1B", "requests-per-minute, -5"})
    void noneIsNegative(String property, String value) {
        assertThatThrownBy(() -> bind(Map.of("backspike.quotas." + property, value)))
                .rootCause()
                .hasMessageContaining("backspike.quotas." + property + " must be 0 (no limit) or more");
    }

    private static QuotaProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("backspike.quotas", QuotaProperties.class);
    }
}
