package dev.backspike.api.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Who can connect, as configured. */
@Component
class Exposure {

    private final ServerProperties server;
    private final ManagementServerProperties management;

    Exposure(ServerProperties server, ManagementServerProperties management) {
        this.server = server;
        this.management = management;
    }

    /** @throws ExposedServiceException if another machine can connect */
    void requireLoopback() {
        requireLoopback("server.address", server.getAddress());
        // Without an address of its own, the management port listens where the service does.
        if (management.getAddress() != null) {
            requireLoopback("management.server.address", management.getAddress());
        }
    }

    /** No address means all of them. */
    private static void requireLoopback(String property, @Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new ExposedServiceException(
                    property, address == null ? "all addresses of this machine" : address.getHostAddress());
        }
    }
}
