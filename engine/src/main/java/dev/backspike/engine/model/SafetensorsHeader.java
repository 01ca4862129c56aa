package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a safetensors file says of its content, read as strictly as the format's own library does: no name twice, no
 * unknown field, and every byte belonging to exactly one tensor.
 *
 * @param entries in the order of their bytes
 */
record SafetensorsHeader(SortedMap<String, String> metadata, List<Entry> entries) {

    /** @param from first byte, counted from the header's end */
    record Entry(String name, Dtype dtype, int[] shape, int elements, long from, long to) {}

    /** The types that are read here; those of two bytes are widened to float, which loses nothing. */
    enum Dtype {
        F16(2),
        BF16(2),
        F32(4),
        F64(8);

        final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }
    }

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
        Dtype dtype = dtype(name, node.get("dtype"));
        long[] shape = counts(name, "shape", node.get("shape"));
        long[] offsets = counts(name, "data_offsets", node.get("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw malformed(name, "has data_offsets that are not a range: " + Arrays.toString(offsets));
        }
        int elements = elements(name, shape);
        if ((long) elements * dtype.bytes != offsets[1] - offsets[0]) {
            throw malformed(
                    name,
                    "has " + (offsets[1] - offsets[0]) + " bytes, but " + dtype + " " + Arrays.toString(shape)
                            + " takes " + (long) elements * dtype.bytes);
        }
        return new Entry(
                name,
                dtype,
                Arrays.stream(shape).mapToInt(Math::toIntExact).toArray(),
                elements,
                offsets[0],
                offsets[1]);
    }

    private static Dtype dtype(String name, JsonNode node) {
        String text = node.asString("");
        return Arrays.stream(Dtype.values())
                .filter(dtype -> dtype.name().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        malformed(name, "is of dtype " + node + "; read here: " + Arrays.toString(Dtype.values())));
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
        return new MalformedSafetensorsException("tensor " + name + " " + problem);
    }
}
