package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.ResourcesSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class WorkerPropertiesTest {

    @Test
    void defaults() {
        WorkerProperties properties = bind(Map.of());
        assertThat(properties.enabled()).isTrue();
        assertThat(properties.mode()).isEqualTo(WorkerProperties.Mode.PROCESS);
        assertThat(properties.api()).isNull();
        assertThat(properties.name()).endsWith("-" + ProcessHandle.current().pid());
        assertThat(properties.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(properties.device()).isEqualTo(ResourcesSpec.Device.AUTO);
        assertThat(properties.slots()).isZero();
        assertThat(properties.slotsWith(0)).isEqualTo(1);
        assertThat(properties.slotsWith(4)).isEqualTo(4);
        assertThat(properties.gang()).isEqualTo(new WorkerProperties.Gang("", 0, Duration.ofSeconds(20)));
        DatasetProperties datasets = binder(Map.of()).bindOrCreate("backspike.datasets", DatasetProperties.class);
        assertThat(datasets.directory()).isNull();
        assertThat(datasets.cache()).isEqualTo(Path.of("data/fetched"));
        assertThat(datasets.cacheSize()).isEqualTo(DataSize.ofGigabytes(20));
    }

    @Test
    void severalSlotsAreThoseThatAreSetOrElseOfSeveralDevices() {
        assertThat(bind(Map.of()).severalSlots(_ -> 2)).isTrue();
        assertThat(bind(Map.of()).severalSlots(_ -> 1)).isFalse();
        assertThat(bind(Map.of()).severalSlots(_ -> 0)).isFalse();
        assertThat(bind(Map.of("backspike.worker.device", "cpu"))
                        .severalSlots(device -> device == ResourcesSpec.Device.CPU ? 0 : 2))
                .isFalse();
        assertThat(bind(Map.of("backspike.worker.slots", "3")).severalSlots(_ -> fail("not to be counted")))
                .isTrue();
        assertThat(bind(Map.of("backspike.worker.slots", "1")).severalSlots(_ -> fail("not to be counted")))
                .isFalse();
        assertThat(bind(Map.of(
                                "backspike.worker.api", "http://127.0.0.1:8080",
                                "backspike.worker.job", "j000000000000000001"))
                        .severalSlots(_ -> fail("not to be counted")))
                .isFalse();
    }

    @Test
    void mapping() {
        WorkerProperties properties = bind(Map.of(
                "backspike.worker.enabled", "false",
                "backspike.worker.mode", "embedded",
                "backspike.worker.api", "https://backspike.example:8443/base",
                "backspike.worker.name", "gpu-1",
                "backspike.worker.threads", "7",
                "backspike.worker.device", "cuda",
                "backspike.worker.slots", "1",
                "backspike.worker.job", "j000000000000000001",
                "backspike.worker.gang.address", "10.0.0.7"));
        assertThat(properties)
                .isEqualTo(new WorkerProperties(
                        false,
                        WorkerProperties.Mode.EMBEDDED,
                        URI.create("https://backspike.example:8443/base"),
                        "gpu-1",
                        7,
                        ResourcesSpec.Device.CUDA,
                        1,
                        new JobId("j000000000000000001"),
                        new WorkerProperties.Gang("10.0.0.7", 0, Duration.ofSeconds(20))));
        assertThat(bind(Map.of("backspike.worker.gang.port", "4711", "backspike.worker.gang.silence", "5s"))
                        .gang())
                .isEqualTo(new WorkerProperties.Gang("", 4711, Duration.ofSeconds(5)));
        assertThat(binder(Map.of(
                                "backspike.datasets.directory", "/srv/data",
                                "backspike.datasets.cache", "/tmp/c",
                                "backspike.datasets.cache-size", "300MB"))
                        .bindOrCreate("backspike.datasets", DatasetProperties.class))
                .isEqualTo(new DatasetProperties(Path.of("/srv/data"), Path.of("/tmp/c"), DataSize.ofMegabytes(300)));
    }

    @ParameterizedTest
    @CsvSource({
        "backspike.worker.api, localhost:8080, http://127.0.0.1:8080",
        "backspike.worker.api, ftp://host, http or https",
        "backspike.worker.threads, -1, 0 (one per processor) to 1024",
        "backspike.worker.threads, 1025, 0 (one per processor) to 1024",
        "backspike.worker.slots, -1, 0 (one per CUDA device) to 1024",
        "backspike.worker.gang.port, 65536, 0 (any that is free) to 65535",
        "backspike.worker.gang.port, -1, 0 (any that is free) to 65535",
        "backspike.worker.gang.silence, PT0.5S, at least 1s",
        "backspike.worker.job, j000000000000000001, together with backspike.worker.api",
    })
    void validationNamesThePropertyTheRuleAndTheValue(String property, String value, String rule) {
        assertThatThrownBy(() -> bind(Map.of(property, value)))
                .rootCause()
                .hasMessageContaining(property + " must be ")
                .hasMessageContaining(rule)
                .hasMessageEndingWith("was " + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../canary", "a/b", "%2e%2e", "-w"})
    void aNameThatNoUrlCanHoldAsItIsIsRefused(String name) {
        assertThatThrownBy(() -> bind(Map.of("backspike.worker.name", name)))
                .rootCause()
                .hasMessageContaining("backspike.worker.name must be the name of a worker: 1 to 200 letters")
                .hasMessageEndingWith("was \"" + name + "\"");
    }

    @Test
    void theSizeOfACacheIsNotNegative() {
        assertThatThrownBy(() -> binder(Map.of("backspike.datasets.cache-size", "-1MB"))
                        .bindOrCreate("backspike.datasets", DatasetProperties.class))
                .rootCause()
                .hasMessageContaining("backspike.datasets.cache-size must be 0 (keep only what is in use) or more");
    }

    @Test
    void anEmptyUrlCountsAsNone() {
        assertThat(bind(Map.of("backspike.worker.api", "")).api()).isNull();
    }

    private static WorkerProperties bind(Map<String, String> properties) {
        return binder(properties).bindOrCreate("backspike.worker", WorkerProperties.class);
    }

    private static Binder binder(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties));
    }
}
