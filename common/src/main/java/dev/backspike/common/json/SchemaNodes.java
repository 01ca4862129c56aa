package dev.backspike.common.json;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Creates the parts of schemas. */
final class SchemaNodes {

    private static final double LARGEST_EXACT = 1L << 53;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaNodes() {}

    static void describe(ObjectNode schema, @Nullable String text) {
        if (text != null) {
            schema.put("description", text);
        }
    }

    static ObjectNode orNull(ObjectNode schema) {
        if (schema.isEmpty()) {
            return schema;
        }
        if (schema.has("anyOf")) {
            schema.withArray("anyOf").add(typed("null"));
            return schema;
        }
        if (schema.has("enum")) {
            schema.withArray("enum").addNull();
            return schema;
        }
        if (schema.has("$ref")) {
            return anyOf(List.of(schema, typed("null")));
        }
        String type = schema.path("type").asString();
        ObjectNode either = JSON.objectNode();
        either.putArray("type").add(type).add("null");
        schema.remove("type");
        return either.setAll(schema);
    }

    static ObjectNode anyOf(List<ObjectNode> alternatives) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode array = schema.putArray("anyOf");
        for (ObjectNode alternative : alternatives) {
            if (alternative.size() == 1 && alternative.has("anyOf")) {
                alternative.path("anyOf").forEach(array::add);
            } else {
                array.add(alternative);
            }
        }
        return schema;
    }

    static ObjectNode oneOf(Collection<String> words) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode values = schema.putArray("enum");
        words.stream().sorted().forEach(values::add);
        return schema;
    }

    static ObjectNode mapOf(ObjectNode values) {
        ObjectNode schema = typed("object");
        schema.set("additionalProperties", values);
        return schema;
    }

    static ObjectNode arrayOf(ObjectNode elements) {
        ObjectNode schema = typed("array");
        schema.set("items", elements);
        return schema;
    }

    static ArrayNode arrayNode(List<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    static ObjectNode bounded(String type, Range range) {
        ObjectNode schema = typed(type);
        if (range.min() > Double.NEGATIVE_INFINITY) {
            schema.set(range.minIncluded() ? "minimum" : "exclusiveMinimum", numberNode(range.min()));
        }
        if (range.max() < Double.POSITIVE_INFINITY) {
            schema.set("maximum", numberNode(range.max()));
        }
        return schema;
    }

    /** Returns an integer node for an integral number that a long holds exactly. */
    static JsonNode numberNode(double value) {
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT
                ? JSON.numberNode((long) value)
                : JSON.numberNode(value);
    }

    static ObjectNode typed(String type) {
        return JSON.objectNode().put("type", type);
    }
}
