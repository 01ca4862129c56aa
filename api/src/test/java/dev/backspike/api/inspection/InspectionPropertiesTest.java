package dev.backspike.api.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class InspectionPropertiesTest {

    @Test
    void defaults() {
        InspectionProperties properties = bind(Map.of());
        assertThat(properties)
                .isEqualTo(new InspectionProperties(
                        InspectionProperties.Mode.PROCESS, 2, null, Duration.ofSeconds(60), 200));
        assertThat(properties.heapOrDefault()).isBetween(DataSize.ofMegabytes(64), DataSize.ofGigabytes(4));
    }

    @Test
    void mapping() {
        assertThat(bind(Map.of(
                        "backspike.inspection.mode", "embedded",
                        "backspike.inspection.processes", "3",
                        "backspike.inspection.heap", "1GB",
                        "backspike.inspection.timeout", "5s",
                        "backspike.inspection.uses", "1")))
                .isEqualTo(new InspectionProperties(
                        InspectionProperties.Mode.EMBEDDED, 3, DataSize.ofGigabytes(1), Duration.ofSeconds(5), 1));
    }

    @ParameterizedTest
    @CsvSource({"processes, 0", "processes, 65", "heap, 1MB", "timeout, 0s", "uses, 0"})
    void whatCannotBeIsRefusedByName(String property, String value) {
        String name = "backspike.inspection." + property;
        assertThatThrownBy(() -> bind(Map.of(name, value)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining(name);
    }

    private static InspectionProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("backspike.inspection", InspectionProperties.class);
    }
}
