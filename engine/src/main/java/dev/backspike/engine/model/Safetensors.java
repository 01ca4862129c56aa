package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.text.Shown;
import dev.backspike.engine.network.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The safetensors format of Hugging Face, little-endian:
 *
 * <pre>
 *   uint64        length n of the header, a multiple of 8 here
 *   n bytes       JSON, padded with spaces:
 *                 {"__metadata__": {...}, "name": {"dtype": "F32", "shape": [a, b], "data_offsets": [from, to]}, ...}
 *   bytes         the tensors, row-major, without gaps
 * </pre>
 *
 * The bytes depend on the content alone: metadata are sorted, tensors keep their order.
 */
public final class Safetensors {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    /**
     * The content of a file.
     *
     * @param tensors in the order of their bytes; F16 and BF16 as {@link Tensor.F32}
     * @param others types of the tensors that were passed over, as their types are not read here, by name
     */
    public record Content(SortedMap<String, String> metadata, List<Tensor> tensors, Map<String, String> others) {

        public Content {
            others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
        }

        /** @throws MalformedSafetensorsException if there is none of that name, or of a type that is not read here */
        public Tensor tensor(String name) {
            requireRead(name);
            return tensors.stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new MalformedSafetensorsException("it has no tensor " + name));
        }

        /** @throws MalformedSafetensorsException if there is a tensor of that name and its type is not read here */
        void requireRead(String name) {
            String dtype = others.get(name);
            if (dtype != null) {
                throw new MalformedSafetensorsException("its tensor " + name + " is needed, but is of dtype "
                        + Shown.name(dtype) + "; convert it to one of "
                        + Arrays.toString(SafetensorsHeader.Dtype.values()));
            }
        }
    }

    /**
     * Reads no more than the header, which has to account for every byte of the file.
     *
     * @throws MalformedSafetensorsException if the file is not of the format or damaged, or has no tensor of a type
     *     that is read here
     */
    static void check(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            SafetensorsHeader header = new SafetensorsReader(in).header(Files.size(file));
            if (header.entries().stream().allMatch(entry -> entry.readable() == null)) {
                throw new MalformedSafetensorsException("it has no tensor of floating-point numbers, but ["
                        + Shown.list(header.entries().stream()
                                .map(entry -> Shown.name(entry.name()) + " (" + Shown.name(entry.dtype()) + ")")
                                .toList())
                        + "]");
            }
        }
    }

    /** @throws MalformedSafetensorsException if the file is not of the format or damaged */
    public static Content read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new SafetensorsReader(in).read(Files.size(file));
        }
    }

    /**
     * Reads to the end of the stream; does not close it.
     *
     * @throws MalformedSafetensorsException if it is not of the format or damaged
     */
    public static Content read(InputStream in) throws IOException {
        return read(in.readAllBytes());
    }

    /** @throws MalformedSafetensorsException if it is not of the format or damaged */
    public static Content read(byte[] file) {
        try {
            return new SafetensorsReader(new ByteArrayInputStream(file)).read(file.length);
        } catch (IOException e) {
            throw new UncheckedIOException("an array has no such errors", e);
        }
    }

    /**
     * @throws IllegalArgumentException if a name is given twice, or a shape is not that of its values
     * @throws ArithmeticException if there are 2 GiB or more
     */
    public static byte[] write(SortedMap<String, String> metadata, List<? extends Tensor> tensors) {
        byte[] header = header(metadata, tensors);
        long bytes = (long) Long.BYTES + header.length;
        for (Tensor tensor : tensors) {
            bytes += bytes(tensor);
        }
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (Tensor tensor : tensors) {
            switch (tensor) {
                case Tensor.F32 f32 -> {
                    file.asFloatBuffer().put(f32.values());
                    file.position(file.position() + (int) bytes(f32));
                }
                case Tensor.F64 f64 -> {
                    file.asDoubleBuffer().put(f64.values());
                    file.position(file.position() + (int) bytes(f64));
                }
            }
        }
        return file.array();
    }

    private static byte[] header(SortedMap<String, String> metadata, List<? extends Tensor> tensors) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(header.putObject("__metadata__")::put);
        }
        long offset = 0;
        for (Tensor tensor : tensors) {
            if (header.has(tensor.name()) || tensor.name().equals(SafetensorsHeader.METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be called " + tensor.name() + " here");
            }
            if (Arrays.stream(tensor.shape()).asLongStream().reduce(1, Math::multiplyExact) != values(tensor)) {
                throw new IllegalArgumentException(tensor.name() + " has " + values(tensor) + " values, not those of "
                        + Arrays.toString(tensor.shape()));
            }
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor instanceof Tensor.F32 ? "F32" : "F64");
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            entry.putArray("data_offsets").add(offset).add(offset + bytes(tensor));
            offset += bytes(tensor);
        }
        byte[] json = header.toString().getBytes(UTF_8);
        byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static long bytes(Tensor tensor) {
        return (tensor instanceof Tensor.F32 ? (long) Float.BYTES : Double.BYTES) * values(tensor);
    }

    private static int values(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f32 -> f32.values().length;
            case Tensor.F64 f64 -> f64.values().length;
        };
    }
}
