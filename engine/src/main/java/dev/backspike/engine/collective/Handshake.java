package dev.backspike.engine.collective;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The handshake by which two replicas recognise each other: each proves that it knows the secret of the gang, without
 * sending it. All messages have fixed lengths.
 *
 * <pre>
 * caller   hello   "BKSG" | version (1) | SHA-256 of the gang's name (32) | its rank (4) | rank it calls (4) | nonce (32)
 * called   proof   nonce (32) | HMAC-SHA-256 of "called" | hello | nonce
 * caller   proof   HMAC-SHA-256 of "caller" | hello | nonce
 * called   0x01
 * </pre>
 *
 * The connection is not encrypted, and what follows is not authenticated again.
 */
final class Handshake {

    private static final byte[] MAGIC = "BKSG".getBytes(UTF_8);
    private static final byte VERSION = 1;
    private static final int HASH = 32;
    private static final int HELLO = MAGIC.length + 1 + HASH + 2 * Integer.BYTES + HASH;
    private static final byte WELCOME = 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Handshake() {}

    /** The other end belongs to another gang; a retry would not help. */
    static final class UnknownSecretException extends IOException {

        private static final long serialVersionUID = 1L;

        UnknownSecretException() {
            super("it does not know the secret of the gang");
        }
    }

    /** The first message of a caller, before it has proved its identity. */
    record Hello(byte[] bytes, Gangs.Key key, int caller) {}

    /** A name of fixed length. */
    static byte[] nameOf(String gang) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(gang.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * @throws UnknownSecretException if the other end is not a replica of the gang
     * @throws IOException if it does not answer, or has not joined (yet)
     */
    static void call(Socket socket, Membership self, int called) throws IOException {
        byte[] hello = ByteBuffer.allocate(HELLO)
                .put(MAGIC)
                .put(VERSION)
                .put(nameOf(self.gang()))
                .putInt(self.rank())
                .putInt(called)
                .put(nonce())
                .array();
        OutputStream out = socket.getOutputStream();
        out.write(hello);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] nonce = new byte[HASH];
        in.readFully(nonce);
        byte[] proof = new byte[HASH];
        in.readFully(proof);
        if (!MessageDigest.isEqual(proof, proof(self.secret(), "called", hello, nonce))) {
            throw new UnknownSecretException();
        }
        out.write(proof(self.secret(), "caller", hello, nonce));
        if (in.readByte() != WELCOME) {
            throw new IOException("the other end did not accept the connection");
        }
    }

    /** @return null if it is not a hello of this version */
    static @Nullable Hello hear(Socket socket) throws IOException {
        byte[] hello = socket.getInputStream().readNBytes(HELLO);
        if (hello.length < HELLO) {
            throw new EOFException("the caller said nothing");
        }
        ByteBuffer buffer = ByteBuffer.wrap(hello);
        byte[] magic = new byte[MAGIC.length];
        buffer.get(magic);
        byte version = buffer.get();
        byte[] gang = new byte[HASH];
        buffer.get(gang);
        int caller = buffer.getInt();
        int called = buffer.getInt();
        return MessageDigest.isEqual(magic, MAGIC) && version == VERSION
                ? new Hello(hello, new Gangs.Key(ByteBuffer.wrap(gang), called), caller)
                : null;
    }

    /** @return whether the caller knows the secret */
    static boolean challenge(Socket socket, Hello hello, String secret) throws IOException {
        byte[] nonce = nonce();
        byte[] proof = proof(secret, "called", hello.bytes(), nonce);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(2 * HASH).put(nonce).put(proof).array());
        byte[] answer = socket.getInputStream().readNBytes(HASH);
        return MessageDigest.isEqual(answer, proof(secret, "caller", hello.bytes(), nonce));
    }

    static void welcome(Socket socket) throws IOException {
        socket.getOutputStream().write(WELCOME);
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[HASH];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    private static byte[] proof(String secret, String whose, byte[] hello, byte[] nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            mac.update(whose.getBytes(UTF_8));
            mac.update(hello);
            return mac.doFinal(nonce);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
