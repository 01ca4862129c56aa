package dev.backspike.engine.collective;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.network.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The state from which a replica starts; it must be the same for all.
 *
 * @param step weight updates completed
 * @param values SHA-256 of all parameters and moments
 */
record Beginning(String engine, long step, String values) {

    private static final int NAME = 16;
    private static final int HASH = 32;

    static Beginning of(Engine engine, long step) {
        EngineState state = engine.state();
        MessageDigest digest = sha256();
        update(digest, state.parameters());
        update(digest, state.moments());
        return new Beginning(engine.name(), step, HexFormat.of().formatHex(digest.digest()));
    }

    private static void update(MessageDigest digest, List<Tensor> tensors) {
        for (Tensor tensor : tensors) {
            digest.update(tensor.name().getBytes(UTF_8));
            switch (tensor) {
                case Tensor.F32 f -> {
                    ByteBuffer bytes = ByteBuffer.allocate(f.values().length * Float.BYTES);
                    bytes.asFloatBuffer().put(f.values());
                    digest.update(bytes);
                }
                case Tensor.F64 f -> {
                    ByteBuffer bytes = ByteBuffer.allocate(f.values().length * Double.BYTES);
                    bytes.asDoubleBuffer().put(f.values());
                    digest.update(bytes);
                }
            }
        }
    }

    byte[] bytes() {
        return ByteBuffer.allocate(NAME + Long.BYTES + HASH)
                .put(Arrays.copyOf(engine.getBytes(UTF_8), NAME))
                .putLong(step)
                .put(HexFormat.of().parseHex(values))
                .array();
    }

    static Beginning read(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        byte[] name = new byte[NAME];
        in.get(name);
        long step = in.getLong();
        byte[] hash = new byte[HASH];
        in.get(hash);
        return new Beginning(
                new String(name, UTF_8).trim(), step, HexFormat.of().formatHex(hash));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "engine " + engine + ", step " + step + " and values " + values.substring(0, 12);
    }
}
