package dev.backspike.api.security;

import dev.backspike.api.security.SecurityProperties.Mode;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keeps a service without security from starting where another machine could connect: nothing listens before this. */
@Component
class Exposure {

    /** No bean has it. */
    private static final String MANAGEMENT = "management.server.address";

    /** @throws ExposedServiceException if it must not start */
    Exposure(SecurityProperties security, ServerProperties server, Environment environment) {
        if (security.mode() == Mode.NONE) {
            requireLoopback("server.address", server.getAddress());
            // Without an address of its own, the management port listens where the service does.
            Binder.get(environment)
                    .bind(MANAGEMENT, InetAddress.class)
                    .ifBound(address -> requireLoopback(MANAGEMENT, address));
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
