package dev.backspike.api.security;

import dev.backspike.api.security.SecurityProperties.Mode;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Keeps a service without security from starting where another machine could connect: nothing listens before this. */
@Component
class Exposure {

    /** @throws ExposedServiceException if it must not start */
    Exposure(SecurityProperties security, ServerProperties server, ManagementServerProperties management) {
        if (security.mode() == Mode.NONE) {
            requireLoopback("server.address", server.getAddress());
            // Without an address of its own, the management port listens where the service does.
            if (management.getAddress() != null) {
                requireLoopback("management.server.address", management.getAddress());
            }
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
