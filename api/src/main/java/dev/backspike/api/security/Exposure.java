package dev.backspike.api.security;

import dev.backspike.api.security.SecurityProperties.Mode;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Prevents a service without tokens from starting where another machine could connect. It runs before the service
 * listens.
 */
@Component
class Exposure {

    /** The property of the management address, for which Spring Boot has no bean. */
    private static final String MANAGEMENT = "management.server.address";

    /** @throws ExposedServiceException if it must not start */
    Exposure(SecurityProperties security, ServerProperties server, Environment environment) {
        if (security.mode() == Mode.NONE) {
            requireLoopback("server.address", server.getAddress());
            // Without a separate address, the management port listens on that of the service.
            Binder.get(environment)
                    .bind(MANAGEMENT, InetAddress.class)
                    .ifBound(address -> requireLoopback(MANAGEMENT, address));
        }
    }

    /** Requires that an address is a loopback address; no address means all addresses. */
    private static void requireLoopback(String property, @Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new ExposedServiceException(
                    property, address == null ? "all addresses of this machine" : address.getHostAddress());
        }
    }
}
