package dev.backspike.api.localworker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

class WorkerSettingsTest {

    @Test
    void theWorkerGetsItsPropertiesAndThoseOfDataSetsAndNoOthers() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("backspike.worker.threads", "3")
                .withProperty("backspike.worker.process.heap", "1GB")
                .withProperty("backspike.datasets.directory", "/srv/data")
                .withProperty("spring.datasource.password", "secret");
        assertThat(WorkerSettings.of(environment, Path.of("/data")).properties())
                .containsOnly(
                        Map.entry("backspike.worker.threads", "3"),
                        Map.entry("backspike.datasets.directory", "/srv/data"),
                        Map.entry("backspike.datasets.cache", "/data/fetched"));
    }

    @Test
    void itsNameIsTheOperatorsOrItsProcesss() {
        WorkerSettings unnamed = WorkerSettings.of(new MockEnvironment(), Path.of("/data"));
        assertThat(unnamed.named(42).name()).endsWith("-42");
        WorkerSettings named =
                WorkerSettings.of(new MockEnvironment().withProperty("backspike.worker.name", "own"), Path.of("/data"));
        assertThat(named.named(42).name()).isEqualTo("own");
    }

    @ParameterizedTest
    @CsvSource({
        ", http://127.0.0.1:8080",
        "0.0.0.0, http://127.0.0.1:8080",
        "127.0.0.2, http://127.0.0.2:8080",
        "::1, http://[0:0:0:0:0:0:0:1]:8080"
    })
    void theServiceIsReachedWhereItListens(String address, String url) throws UnknownHostException {
        ServerProperties server = new ServerProperties();
        if (address != null) {
            server.setAddress(InetAddress.getByName(address));
        }
        assertThat(new ServiceAddress(server).url(8080)).hasToString(url);
    }

    @Test
    void aHeapTooSmallToStartIsRefused() {
        assertThatThrownBy(() -> new LocalWorkerProperties(DataSize.ofMegabytes(1), null))
                .hasMessageContaining("backspike.worker.process.heap must be at least 64MB");
    }
}
