package dev.backspike.engine.model;

import dev.backspike.engine.model.SafetensorsHeader.Dtype;
import dev.backspike.engine.model.SafetensorsHeader.Entry;
import dev.backspike.engine.network.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one safetensors file, in the order of its bytes. */
final class SafetensorsReader {

    /** The format's own limit. */
    private static final int MAX_HEADER = 100_000_000;

    private static final int CHUNK = 1 << 16;

    private final InputStream in;

    SafetensorsReader(InputStream in) {
        this.in = in;
    }

    /** @param length of the whole file, so that no header makes us ask for more memory than there are bytes */
    Safetensors.Content read(long length) throws IOException {
        SafetensorsHeader header = header(length);
        List<Tensor> tensors = new ArrayList<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (Entry entry : header.entries()) {
            Dtype dtype = entry.readable();
            if (dtype == null) {
                others.put(entry.name(), entry.dtype());
                skip(entry);
            } else {
                tensors.add(
                        dtype == Dtype.F64
                                ? new Tensor.F64(entry.name(), entry.shape(), doubles(entry))
                                : new Tensor.F32(entry.name(), entry.shape(), floats(entry, dtype)));
            }
        }
        return new Safetensors.Content(header.metadata(), List.copyOf(tensors), others);
    }

    private void skip(Entry entry) throws IOException {
        try {
            in.skipNBytes(entry.to() - entry.from());
        } catch (EOFException e) {
            throw new MalformedSafetensorsException("it ends too early", e);
        }
    }

    /** @param length of the whole file, which the header has to account for */
    SafetensorsHeader header(long length) throws IOException {
        if (length < Long.BYTES) {
            throw new MalformedSafetensorsException("it has " + length + " bytes, too few for the header's length");
        }
        long headerBytes = next(Long.BYTES).getLong();
        if (headerBytes < 0 || headerBytes > MAX_HEADER) {
            throw new MalformedSafetensorsException("the header is said to have " + Long.toUnsignedString(headerBytes)
                    + " bytes, more than the " + MAX_HEADER + " of the format");
        }
        long rest = length - Long.BYTES;
        if (headerBytes > rest) {
            throw new MalformedSafetensorsException(
                    "the header is said to have " + headerBytes + " bytes, but only " + rest + " follow");
        }
        SafetensorsHeader header =
                SafetensorsHeader.parse(next((int) headerBytes).array());
        if (header.dataBytes() != rest - headerBytes) {
            throw new MalformedSafetensorsException("the tensors take " + header.dataBytes()
                    + " bytes, but the file has " + (rest - headerBytes) + " for them");
        }
        return header;
    }

    private double[] doubles(Entry entry) throws IOException {
        double[] values = new double[entry.elements()];
        for (int at = 0; at < values.length; ) {
            DoubleBuffer chunk = chunk(entry, Dtype.F64, at).asDoubleBuffer();
            int count = chunk.remaining();
            chunk.get(values, at, count);
            at += count;
        }
        return values;
    }

    private float[] floats(Entry entry, Dtype dtype) throws IOException {
        float[] values = new float[entry.elements()];
        for (int at = 0; at < values.length; ) {
            for (ByteBuffer chunk = chunk(entry, dtype, at); chunk.hasRemaining(); ) {
                values[at++] = switch (dtype) {
                    case F16 -> Float.float16ToFloat(chunk.getShort());
                    case BF16 -> Float.intBitsToFloat(chunk.getShort() << Short.SIZE);
                    case F32 -> chunk.getFloat();
                    case F64 -> throw new IllegalStateException("read as double");
                };
            }
        }
        return values;
    }

    private ByteBuffer chunk(Entry entry, Dtype dtype, int at) throws IOException {
        int size = dtype.bytes;
        return next(size * Math.min(entry.elements() - at, CHUNK / size));
    }

    private ByteBuffer next(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new MalformedSafetensorsException("it ends too early");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
