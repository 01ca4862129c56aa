package dev.backspike.api.localworker;

import java.net.InetAddress;
import java.net.URI;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** The address at which a process on this machine reaches the service. */
final class ServiceAddress {

    private final ServerProperties server;

    ServiceAddress(ServerProperties server) {
        this.server = server;
    }

    URI url(int port) {
        InetAddress address = server.getAddress();
        // No address, or the wildcard address, includes the loopback interface.
        String host = address == null || address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        String scheme = Ssl.isEnabled(server.getSsl()) ? "https" : "http";
        String path = server.getServlet().getContextPath();
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
                + (path == null ? "" : path));
    }
}
