package dev.backspike.engine.collective;

import dev.backspike.engine.StoppedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port at which other replicas reach the replicas that a worker runs: one listening socket for all gangs. Who
 * cannot prove that it knows the secret of a gang that has a replica here is turned away.
 */
public final class GangPort implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GangPort.class);

    /** Callers that have not proved who they are yet; any more are turned away at once. */
    private static final int MOST_CALLERS = 64;

    private static final int HANDSHAKE_MILLIS = 5_000;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ServerSocket listener;
    private final Gangs gangs = new Gangs();
    private final Semaphore callers = new Semaphore(MOST_CALLERS);

    private GangPort(ServerSocket listener) {
        this.listener = listener;
        Thread.ofPlatform().daemon().name("gang-port").start(this::accept);
    }

    /**
     * Begins to listen.
     *
     * @param address of this machine, by which other workers reach it
     * @param port 0 for any that is free
     */
    public static GangPort open(InetAddress address, int port) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            listener.close();
            throw new IOException(
                    "cannot listen on " + address.getHostAddress() + " port " + port + ": " + e.getMessage(), e);
        }
        return new GangPort(listener);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Connects a replica with all others of its gang.
     *
     * @param stop whether the replica is to give up with a {@link StoppedException}, asked for as long as it trains
     * @param onLeft runs when another replica says that it stops on request; this one then stops too
     * @return the caller closes it
     * @throws ReplicaLostException if one cannot be reached in time
     */
    public Collective join(Membership self, GangTimeouts timeouts, BooleanSupplier stop, Runnable onLeft) {
        long until = System.nanoTime() + timeouts.join().toNanos();
        Gangs.Arrivals arrivals = gangs.expect(self);
        List<Socket> sockets = new ArrayList<>();
        boolean complete = false;
        try {
            List<@Nullable Link> links = new ArrayList<>();
            for (int rank = 0; rank < self.members().size(); rank++) {
                if (rank == self.rank()) {
                    links.add(null);
                    continue;
                }
                Socket socket = rank < self.rank()
                        ? call(self, rank, until, stop)
                        : await(arrivals, rank, until, stop, timeouts);
                sockets.add(socket);
                links.add(new Link(rank, socket, timeouts));
            }
            complete = true;
            return new Gang(self.rank(), links, stop, onLeft);
        } catch (IOException e) {
            throw new ReplicaLostException(sockets.size(), String.valueOf(e.getMessage()), e);
        } finally {
            gangs.forget(self);
            sockets.addAll(arrivals.close().values());
            if (!complete) {
                sockets.forEach(GangPort::close);
            }
        }
    }

    private static Socket call(Membership self, int rank, long until, BooleanSupplier stop) {
        String member = self.members().get(rank);
        while (true) {
            if (stop.getAsBoolean()) {
                throw new StoppedException();
            }
            Socket socket = new Socket();
            try {
                socket.connect(address(member), HANDSHAKE_MILLIS);
                socket.setSoTimeout(HANDSHAKE_MILLIS);
                Handshake.call(socket, self, rank);
                return socket;
            } catch (Handshake.UnknownSecretException e) {
                close(socket);
                throw new ReplicaLostException(rank, String.valueOf(e.getMessage()), e);
            } catch (IOException | IllegalArgumentException e) {
                close(socket);
                if (System.nanoTime() - until > 0) {
                    throw new ReplicaLostException(
                            rank, "it could not be reached at " + member + " (" + reason(e) + ")", e);
                }
                pause();
            }
        }
    }

    /** A worker that does not know the gang yet closes the connection. */
    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? "it did not accept the connection" : message;
    }

    private static InetSocketAddress address(String member) {
        int colon = member.lastIndexOf(':');
        String host = member.substring(0, Math.max(0, colon));
        return new InetSocketAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(member.substring(colon + 1)));
    }

    private static Socket await(
            Gangs.Arrivals arrivals, int rank, long until, BooleanSupplier stop, GangTimeouts timeouts) {
        try {
            while (System.nanoTime() - until < 0) {
                Socket socket = arrivals.await(rank, PAUSE);
                if (socket != null) {
                    return socket;
                }
                if (stop.getAsBoolean()) {
                    throw new StoppedException();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        throw new ReplicaLostException(
                rank, "it did not connect within " + timeouts.join().toMillis() + " ms");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (callers.tryAcquire()) {
                    Thread.ofVirtual().name("gang-caller").start(() -> {
                        try {
                            receive(socket);
                        } finally {
                            callers.release();
                        }
                    });
                } else {
                    log.warn("turned a caller away: {} others have not said who they are", MOST_CALLERS);
                    close(socket);
                }
            } catch (SocketException e) {
                log.debug("no longer listening", e);
            } catch (IOException e) {
                log.warn("a connection with another replica could not be accepted: {}", e.toString());
                pause();
            }
        }
    }

    private void receive(Socket socket) {
        boolean welcome = false;
        // A caller that sends a byte now and then is not waited for longer than one that sends none.
        Thread limit = Thread.ofVirtual().unstarted(() -> closeLater(socket));
        try {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            limit.start();
            Handshake.Hello hello = Handshake.hear(socket);
            Gangs.Arrivals arrivals = hello == null ? null : gangs.find(hello.key());
            if (hello != null
                    && arrivals != null
                    && arrivals.expects(hello.caller())
                    && Handshake.challenge(socket, hello, arrivals.secret())) {
                limit.interrupt();
                limit.join();
                Handshake.welcome(socket);
                welcome = arrivals.add(hello.caller(), socket);
            }
        } catch (IOException e) {
            log.debug("a caller was turned away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            limit.interrupt();
            if (!welcome) {
                close(socket);
            }
        }
    }

    private static void closeLater(Socket socket) {
        try {
            Thread.sleep(HANDSHAKE_MILLIS);
            close(socket);
        } catch (InterruptedException e) {
            // The caller has proved in time who it is.
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("cannot close a connection", e);
        }
    }

    /** Replicas that have joined stay connected. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            log.debug("cannot close the port for other replicas", e);
        }
    }
}
