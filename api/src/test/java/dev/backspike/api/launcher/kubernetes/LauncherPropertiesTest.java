package dev.backspike.api.launcher.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LauncherPropertiesTest {

    private static final String PREFIX = "backspike.launcher.kubernetes.";

    @Test
    void nothingIsRequiredWithoutTheLauncher() {
        LauncherProperties properties = bound(Map.of());

        assertThat(properties.maxJobs()).isEqualTo(100);
        assertThat(properties.gpuResource()).isEqualTo("nvidia.com/gpu");
    }

    @Test
    void theLauncherNamesWhatItMisses() {
        assertThatThrownBy(() -> new WorkerObjects(bound(Map.of("service-url", "http://backspike:8080"))))
                .hasMessageContaining("requires " + PREFIX + "image");
        assertThatThrownBy(() -> new WorkerObjects(bound(Map.of("image", "worker:1"))))
                .hasMessageContaining("requires " + PREFIX + "service-url");
    }

    @Test
    void aWrongValueIsRefusedByItsName() {
        assertRefused("service-url", "backspike:8080", "service-url must be a URL such as http://backspike:8080");
        assertRefused("instance", "My Lab", "instance must be 1 to 63 lower-case letters");
        assertRefused("max-jobs", "0", "max-jobs must be at least 1");
        assertRefused("keep-finished", "10ms", "keep-finished must be at least 1s");
        assertRefused("check-interval", "0s", "check-interval must be positive");
        assertRefused("reconcile", "0s", "reconcile must be at least 1s");
        assertRefused("tolerations[0].operator", "equals", "tolerations[].operator must be Exists or Equal");
    }

    @Test
    void aWrongQuantityIsRefusedByItsName() {
        assertNoQuantity("cpu", "two", "cpu must be a quantity of Kubernetes, such as 2, 500m or 4Gi, was two");
        assertNoQuantity("cpu", "0", "cpu must be positive");
        assertNoQuantity("memory", "4 GB", "memory must be a quantity of Kubernetes");
    }

    @Test
    void anEmptyTextIsNone() {
        LauncherProperties properties = bound(Map.of("queue-name", "", "cuda-image", " "));

        assertThat(LauncherProperties.text(properties.queueName())).isNull();
        assertThat(LauncherProperties.text(properties.cudaImage())).isNull();
    }

    private static void assertRefused(String property, String value, String words) {
        assertThatThrownBy(() -> bound(Map.of(property, value)))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining(PREFIX + words);
    }

    private static void assertNoQuantity(String property, String value, String words) {
        assertThatThrownBy(() -> new WorkerObjects(
                        bound(Map.of("image", "worker:1", "service-url", "http://backspike:8080", property, value))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(PREFIX + words);
    }

    private static LauncherProperties bound(Map<String, String> given) {
        Map<String, String> properties = new HashMap<>();
        given.forEach((name, value) -> properties.put(PREFIX + name, value));
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("backspike.launcher.kubernetes", LauncherProperties.class);
    }
}
