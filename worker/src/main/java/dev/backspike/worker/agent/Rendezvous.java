package dev.backspike.worker.agent;

import dev.backspike.common.protocol.GangPlace;
import dev.backspike.engine.collective.Collective;
import dev.backspike.engine.collective.GangPort;
import dev.backspike.engine.collective.GangTimeouts;
import dev.backspike.engine.collective.Membership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of this worker meet those of other workers. What passes between replicas is not encrypted; a
 * caller has to prove that it knows the secret of the gang.
 */
public final class Rendezvous implements AutoCloseable {

    private static final Duration JOIN = GangTimeouts.DEFAULT.join();
    private static final int HTTP = 80;

    private final GangPort port;
    private final String address;
    private final GangTimeouts timeouts;

    private Rendezvous(GangPort port, String address, GangTimeouts timeouts) {
        this.port = port;
        this.address = address;
        this.timeouts = timeouts;
    }

    /**
     * Begins to listen.
     *
     * @param address of this machine, by which other workers reach it
     * @param port 0 for any that is free
     * @param silence after which a replica counts as lost
     * @throws UncheckedIOException if this machine does not have the address or the port is taken
     */
    public static Rendezvous open(InetAddress address, int port, Duration silence) {
        try {
            GangPort opened = GangPort.open(address, port);
            String host =
                    address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
            return new Rendezvous(opened, host + ":" + opened.port(), new GangTimeouts(JOIN, silence));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "replicas of gangs cannot be reached: " + e.getMessage()
                            + "; set backspike.worker.gang.address to an address of this machine and"
                            + " backspike.worker.gang.port to a free port, or to 0",
                    e);
        }
    }

    /**
     * The address of this machine from which it reaches a service.
     *
     * @param service null for a service in this process
     * @throws IOException if the host of the service is unknown or there is no route to it
     */
    public static InetAddress addressTowards(@Nullable URI service) throws IOException {
        if (service == null) {
            return InetAddress.getLoopbackAddress();
        }
        InetAddress host = InetAddress.getByName(service.getHost());
        // Connecting a datagram socket sends nothing; it only asks for the route.
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, service.getPort() < 0 ? HTTP : service.getPort()));
            return socket.getLocalAddress();
        }
    }

    /** Where other workers reach this one, as {@code host:port}. */
    public String address() {
        return address;
    }

    /**
     * Connects a replica with the others of its gang. An attempt is a gang of its own, so that a replica of an earlier
     * attempt is turned away.
     *
     * @return the caller closes it
     */
    Collective join(AttemptLease lease, GangPlace place) {
        String gang = lease.attempt().jobId() + "/" + lease.attempt().number();
        return port.join(
                new Membership(gang, place.rank(), place.members(), place.secret()),
                timeouts,
                lease::interrupts,
                lease::leave);
    }

    @Override
    public void close() {
        port.close();
    }
}
