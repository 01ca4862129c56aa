package dev.backspike.engine.collective;

import dev.backspike.engine.StoppedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection with one other replica. A thread of its own sends, so that two replicas that send to each other at the
 * same time do not wait for each other; the training thread receives.
 *
 * <pre>
 * frame       kind (1 byte) | round (8) | length (4) | payload
 * heartbeat   kind (1 byte)
 * </pre>
 *
 * The receiver knows how long each message is, so a length from the wire never decides how much is read.
 */
final class Link implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Link.class);

    /** Only wakes the sender. */
    private static final byte NOTHING = 0;

    private static final byte HEARTBEAT = 1;
    private static final byte MESSAGE = 2;
    private static final byte FAREWELL = 3;

    /** The interval at which a waiting receiver checks whether it is to stop. */
    private static final int LOOK_MILLIS = 50;

    private static final int HEADER = 1 + Long.BYTES + Integer.BYTES;

    /** So much is copied together with the header of a message. */
    private static final int PIECE = 1 << 17;

    private record Outgoing(byte kind, long round, byte[] payload) {}

    private final int peer;
    private final Socket socket;
    private final GangTimeouts timeouts;
    private final BlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>();
    private final InputStream in;
    private final byte[] header = new byte[HEADER - 1];
    private final byte[] kind = new byte[1];
    private byte[] received = {};
    private volatile boolean ending;

    /** @param socket authenticated; closed with the link */
    Link(int peer, Socket socket, GangTimeouts timeouts) throws IOException {
        this.peer = peer;
        this.socket = socket;
        this.timeouts = timeouts;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LOOK_MILLIS);
        in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        Thread.ofPlatform().daemon().name("replica-" + peer).start(() -> send(out));
    }

    /** The rank of the other replica. */
    int peer() {
        return peer;
    }

    /** Sends a message; its bytes must not change until an answer has come. */
    void send(long round, byte[] payload) {
        outgoing.add(new Outgoing(MESSAGE, round, payload));
    }

    /** Sends the last message. */
    void send(Farewell farewell) {
        outgoing.add(new Outgoing(FAREWELL, 0, farewell.bytes()));
    }

    /**
     * Waits for a message.
     *
     * @param length of the message
     * @param stop asked while nothing comes
     * @return a buffer that holds the message until the next call, and may be longer
     * @throws ReplicaLostException if none comes in time, or another
     * @throws FarewellException if the replica says farewell instead
     * @throws StoppedException if asked to stop
     */
    byte[] receive(long round, int length, BooleanSupplier stop) throws FarewellException {
        while (true) {
            fill(kind, 1, stop);
            switch (kind[0]) {
                case HEARTBEAT -> {}
                case MESSAGE -> {
                    requireNext(round, length, stop);
                    received = received.length < length ? new byte[length] : received;
                    fill(received, length, stop);
                    return received;
                }
                case FAREWELL -> throw new FarewellException(farewell(stop));
                default -> throw new ReplicaLostException(peer, "it sent a frame of the unknown kind " + kind[0]);
            }
        }
    }

    private void requireNext(long round, int length, BooleanSupplier stop) {
        fill(header, header.length, stop);
        ByteBuffer said = ByteBuffer.wrap(header);
        long itsRound = said.getLong();
        int itsLength = said.getInt();
        if (itsRound != round || itsLength != length) {
            throw new ReplicaLostException(
                    peer,
                    "it sent message " + itsRound + " of " + itsLength + " bytes, where message " + round + " of "
                            + length + " bytes was due");
        }
    }

    private Farewell farewell(BooleanSupplier stop) {
        fill(header, header.length, stop);
        int length = ByteBuffer.wrap(header).getInt(Long.BYTES);
        if (length < 0 || length > Farewell.MOST_BYTES) {
            throw new ReplicaLostException(peer, "it sent a farewell of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        fill(bytes, length, stop);
        try {
            return Farewell.read(bytes);
        } catch (IllegalArgumentException e) {
            throw new ReplicaLostException(peer, "it sent a farewell that cannot be read", e);
        }
    }

    private void fill(byte[] into, int length, BooleanSupplier stop) {
        // While this replica computed it has heard nothing, though the other has sent heartbeats.
        long heard = System.nanoTime();
        int at = 0;
        while (at < length) {
            try {
                int count = in.read(into, at, length - at);
                if (count < 0) {
                    throw new ReplicaLostException(peer, "it closed the connection");
                }
                at += count;
                heard = System.nanoTime();
            } catch (SocketTimeoutException e) {
                if (stop.getAsBoolean()) {
                    throw new StoppedException();
                }
                if (System.nanoTime() - heard > timeouts.silence().toNanos()) {
                    throw new ReplicaLostException(
                            peer,
                            "nothing was heard of it for " + timeouts.silence().toMillis() + " ms",
                            e);
                }
            } catch (IOException e) {
                throw new ReplicaLostException(peer, String.valueOf(e.getMessage()), e);
            }
        }
    }

    private void send(OutputStream out) {
        try {
            while (!ending || !outgoing.isEmpty()) {
                Outgoing next = outgoing.poll(timeouts.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
                write(next, out);
            }
            end();
        } catch (IOException e) {
            // The receiver finds out too, and says so.
            log.debug("cannot send to replica {}", peer, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeSocket();
        }
    }

    private static void write(@Nullable Outgoing next, OutputStream out) throws IOException {
        if (next == null) {
            out.write(HEARTBEAT);
            return;
        }
        if (next.kind() == NOTHING) {
            return;
        }
        // A small message is one packet.
        int first = Math.min(PIECE, next.payload().length);
        ByteBuffer start = ByteBuffer.allocate(HEADER + first)
                .put(next.kind())
                .putLong(next.round())
                .putInt(next.payload().length)
                .put(next.payload(), 0, first);
        out.write(start.array());
        for (int at = first; at < next.payload().length; at += PIECE) {
            out.write(next.payload(), at, Math.min(PIECE, next.payload().length - at));
        }
    }

    /**
     * Reads on until the other replica has closed the connection too: closing a connection with bytes that were not
     * read makes the system drop what the other has not read yet, which may be a farewell.
     */
    private void end() throws IOException {
        socket.shutdownOutput();
        byte[] unread = new byte[PIECE];
        long until = System.nanoTime() + timeouts.silence().toNanos();
        while (System.nanoTime() < until) {
            try {
                if (in.read(unread) < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                log.trace("replica {} has not closed its connection yet", peer);
            }
        }
    }

    /** Returns at once; what is to be sent is sent, for as long as a silent replica is waited for. */
    @Override
    public void close() {
        if (!ending) {
            ending = true;
            outgoing.add(new Outgoing(NOTHING, 0, new byte[0]));
            Thread.ofVirtual().start(this::closeInTheEnd);
        }
    }

    /** A write to a replica that does not read has no time-out of its own. */
    private void closeInTheEnd() {
        try {
            Thread.sleep(timeouts.silence().multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("cannot close the connection with replica {}", peer, e);
        }
    }

    /** The other replica has said farewell. */
    static final class FarewellException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Farewell farewell;

        FarewellException(Farewell farewell) {
            super(null, null, false, false);
            this.farewell = farewell;
        }

        Farewell farewell() {
            return farewell;
        }
    }
}
