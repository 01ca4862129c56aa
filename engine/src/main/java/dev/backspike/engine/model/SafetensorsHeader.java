package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.backspike.common.text.Shown;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a safetensors file, read as strictly as the format's own library does: no name twice, no unknown field,
 * and every byte belonging to exactly one tensor.
 *
 * @param entries in the order of their bytes
 */
record SafetensorsHeader(SortedMap<String, String> metadata, List<Entry> entries) {

    /**
     * @param dtype as the file names it
     * @param shape empty if the type is not read here
     * @param from first byte, counted from the header's end
     */
    record Entry(String name, String dtype, int[] shape, int elements, long from, long to) {

        /** Null if the type is not read here. */
        @Nullable
        Dtype readable() {
            return Dtype.BY_NAME.get(dtype);
        }
    }

    /** The types that are read here; those of two bytes are widened to float, which loses nothing. */
    enum Dtype {
        F16(2),
        BF16(2),
        F32(4),
        F64(8);

        private static final Map<String, Dtype> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toMap(Enum::name, Function.identity()));

        final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Bits of an element of the other types of the format, which are passed over. */
    private static final Map<String, Integer> OTHER_BITS = Map.ofEntries(
            Map.entry("BOOL", 8),
            Map.entry("U8", 8),
            Map.entry("I8", 8),
            Map.entry("U16", 16),
            Map.entry("I16", 16),
            Map.entry("U32", 32),
            Map.entry("I32", 32),
            Map.entry("U64", 64),
            Map.entry("I64", 64),
            Map.entry("C64", 64),
            Map.entry("F4", 4),
            Map.entry("F6_E2M3", 6),
            Map.entry("F6_E3M2", 6),
            Map.entry("F8_E4M3", 8),
            Map.entry("F8_E5M2", 8),
            Map.entry("F8_E8M0", 8),
            Map.entry("F8_E4M3FNUZ", 8),
            Map.entry("F8_E5M2FNUZ", 8));

    static final String METADATA = "__metadata__";

    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @param json the header's bytes, padding included */
    static SafetensorsHeader parse(byte[] json) {
        if (json.length == 0 || json[0] != '{') {
            throw new MalformedSafetensorsException("the header does not begin with {");
        }
        SortedMap<String, String> metadata = new TreeMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : tree(json).properties()) {
            if (property.getKey().equals(METADATA)) {
                readMetadata(property.getValue(), metadata);
            } else {
                entries.add(entry(property.getKey(), property.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
        requireNoGaps(entries);
        return new SafetensorsHeader(metadata, entries);
    }

    /** Bytes of all tensors together. */
    long dataBytes() {
        return entries.isEmpty() ? 0 : entries.getLast().to();
    }

    private static JsonNode tree(byte[] json) {
        try {
            // decoded here, because a JSON parser that is given bytes also takes UTF-16 and UTF-32
            return JSON.readTree(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
        } catch (CharacterCodingException e) {
            throw new MalformedSafetensorsException("the header is not UTF-8", e);
        } catch (JacksonException e) {
            throw new MalformedSafetensorsException("the header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void readMetadata(JsonNode node, SortedMap<String, String> metadata) {
        if (!node.isObject()) {
            throw new MalformedSafetensorsException(METADATA + " is not an object");
        }
        node.properties().forEach(property -> {
            if (!property.getValue().isString()) {
                throw new MalformedSafetensorsException("the metadata " + property.getKey() + " is not a text");
            }
            metadata.put(property.getKey(), property.getValue().stringValue());
        });
    }

    private static Entry entry(String name, JsonNode node) {
        if (!node.isObject() || !Set.copyOf(node.propertyNames()).equals(FIELDS)) {
            throw malformed(name, "is not described by exactly dtype, shape and data_offsets");
        }
        if (!node.get("dtype").isString()) {
            throw malformed(name, "has a dtype that is not a text");
        }
        String dtype = node.get("dtype").stringValue();
        long[] shape = counts(name, "shape", node.get("shape"));
        long[] offsets = counts(name, "data_offsets", node.get("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw malformed(name, "has data_offsets that are not a range: " + Arrays.toString(offsets));
        }
        Dtype readable = Dtype.BY_NAME.get(dtype);
        if (readable == null) {
            requireBytes(name, dtype, shape, offsets[1] - offsets[0]);
            return new Entry(name, dtype, new int[0], 0, offsets[0], offsets[1]);
        }
        int elements = elements(name, shape);
        if ((long) elements * readable.bytes != offsets[1] - offsets[0]) {
            throw malformed(
                    name,
                    "has " + (offsets[1] - offsets[0]) + " bytes, but " + dtype + " " + Arrays.toString(shape)
                            + " takes " + (long) elements * readable.bytes);
        }
        return new Entry(
                name,
                dtype,
                Arrays.stream(shape).mapToInt(Math::toIntExact).toArray(),
                elements,
                offsets[0],
                offsets[1]);
    }

    /** Checks the size of a tensor that is skipped; a type that this version does not know may have any size. */
    private static void requireBytes(String name, String dtype, long[] shape, long bytes) {
        Integer bits = OTHER_BITS.get(dtype);
        if (bits == null) {
            return;
        }
        double expected =
                Math.ceil(bits / 8.0 * Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b));
        if (expected != bytes) {
            throw malformed(
                    name,
                    "has " + bytes + " bytes, but " + dtype + " " + Arrays.toString(shape) + " takes "
                            + "%.0f".formatted(expected));
        }
    }

    private static long[] counts(String name, String field, @Nullable JsonNode node) {
        if (node == null || !node.isArray()) {
            throw malformed(name, "has a " + field + " that is not an array");
        }
        return node.values().stream()
                .mapToLong(n -> {
                    if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < 0) {
                        throw malformed(name, "has the " + field + " " + node + "; all must be whole and not negative");
                    }
                    return n.longValue();
                })
                .toArray();
    }

    private static int elements(String name, long[] shape) {
        // a dimension of 0 makes an empty tensor whatever the others are, so each is checked by itself too
        long product = 1;
        for (long n : shape) {
            if (n > Integer.MAX_VALUE || (n != 0 && product > Integer.MAX_VALUE / n)) {
                throw malformed(name, "has the shape " + Arrays.toString(shape) + ", more than 2^31 - 1 elements");
            }
            product *= n;
        }
        return (int) product;
    }

    private static void requireNoGaps(List<Entry> entries) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.from() != end) {
                throw malformed(
                        entry.name(),
                        (entry.from() < end ? "overlaps the one before it: " : "leaves a gap before it: ")
                                + "it begins at " + entry.from() + " where " + end + " is next");
            }
            end = entry.to();
        }
    }

    private static MalformedSafetensorsException malformed(String name, String problem) {
        return new MalformedSafetensorsException("tensor " + Shown.name(name) + " " + problem);
    }
}
