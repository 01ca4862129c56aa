package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

class ExposureTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1, ", "::1, ", "127.0.0.1, 127.0.0.1", "127.0.0.2, ::1"})
    void onTheLoopbackInterfaceNoSecurityIsNeeded(String address, @Nullable String management) throws Exception {
        assertThatCode(() -> exposure(address, management).requireLoopback()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        ", , server.address",
        "0.0.0.0, , server.address",
        "192.0.2.1, , server.address",
        "::, 127.0.0.1, server.address",
        "127.0.0.1, 0.0.0.0, management.server.address",
        "127.0.0.1, 192.0.2.1, management.server.address"
    })
    void elsewhereTheServiceDoesNotStart(@Nullable String address, @Nullable String management, String blamed)
            throws Exception {
        Exposure exposure = exposure(address, management);

        assertThatThrownBy(exposure::requireLoopback)
                .isInstanceOf(ExposedServiceException.class)
                .hasMessageContaining("(" + blamed + ")");
    }

    @Test
    void theUserIsToldWhatToSet() {
        FailureAnalysis analysis = new ExposedServiceFailureAnalyzer()
                .analyze(new IllegalStateException(new ExposedServiceException("server.address", "0.0.0.0")));

        assertThat(Objects.requireNonNull(analysis).getAction())
                .contains("backspike.security.mode=tokens")
                .contains("server.address=127.0.0.1");
    }

    private static Exposure exposure(@Nullable String address, @Nullable String management)
            throws UnknownHostException {
        ServerProperties server = new ServerProperties();
        server.setAddress(address == null ? null : InetAddress.getByName(address));
        ManagementServerProperties ofManagement = new ManagementServerProperties();
        ofManagement.setAddress(management == null ? null : InetAddress.getByName(management));
        return new Exposure(server, ofManagement);
    }
}
