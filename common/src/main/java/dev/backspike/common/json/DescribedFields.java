package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces a document while a reader runs, and records the fields that the reader requests: the schema of an object is
 * what its reader reads. Requesting the same field in several ways makes them alternatives. The values returned are
 * placeholders; only their types are used, whose documentation describes the fields.
 */
final class DescribedFields extends Fields {

    private final Description description;
    private final Map<String, List<ObjectNode>> fields = new LinkedHashMap<>();
    private final Map<String, JsonNode> defaults = new HashMap<>();
    private final Set<String> required = new LinkedHashSet<>();

    DescribedFields(Description description) {
        this.description = description;
    }

    /** Returns the alternatives of a field, in the order in which they were requested. */
    List<ObjectNode> alternatives(String field) {
        return fields.getOrDefault(field, List.of());
    }

    /** @param value what the reader of the object created */
    ObjectNode schema(@Nullable Object value) {
        ObjectNode schema = SchemaNodes.typed("object");
        Class<?> type = ReadTypes.typeOf(value, fields.keySet());
        SchemaNodes.describe(schema, description.texts().ofType(type));
        ObjectNode properties = schema.putObject("properties");
        ReadTypes.inOrder(type, fields).forEach((field, alternatives) -> {
            ObjectNode property = properties.putObject(field);
            property.setAll(alternatives.size() == 1 ? alternatives.getFirst() : SchemaNodes.anyOf(alternatives));
            SchemaNodes.describe(property, description.texts().ofField(type, field));
            if (defaults.containsKey(field)) {
                property.set("default", defaults.get(field));
            }
        });
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        return schema.put("additionalProperties", false);
    }

    @Override
    public boolean has(String field) {
        throw new IllegalStateException("a reader that asks whether " + field
                + " is present has no schema; use a method that says what may stand there");
    }

    @Override
    public void error(String field, String message) {
        // There is no document that could be wrong.
    }

    @Override
    public void error(String field, String entry, String message) {
        // There is no document that could be wrong.
    }

    @Override
    public void error(String message) {
        // There is no document that could be wrong.
    }

    @Override
    <T> T required(String field, FieldType<T> type) {
        Described<T> described = type.describe(description);
        required.add(field);
        add(field, described.schema());
        return described.value();
    }

    @Override
    <T> @Nullable T optional(String field, FieldType<T> type) {
        add(field, SchemaNodes.orNull(type.describe(description).schema()));
        return null;
    }

    @Override
    <T> T optional(String field, FieldType<T> type, T otherwise, JsonNode shown) {
        T _ = optional(field, type, shown);
        return otherwise;
    }

    @Override
    <T> T optional(String field, FieldType<T> type, JsonNode otherwise) {
        Described<T> described = type.describe(description);
        add(field, SchemaNodes.orNull(described.schema()));
        // The default of an absent object or array that is empty follows from the fields in it.
        if (!otherwise.isContainer() || !otherwise.isEmpty()) {
            defaults.put(field, otherwise);
        }
        return described.value();
    }

    private void add(String field, ObjectNode schema) {
        fields.computeIfAbsent(field, _ -> new ArrayList<>()).add(schema);
    }

    @Override
    <T> T orObject(String field, Supplier<? extends T> otherwise, Supplier<? extends T> ofObject) {
        T value = otherwise.get();
        boolean needed = required.contains(field);
        T _ = ofObject.get();
        if (!needed) {
            required.remove(field);
        }
        return value;
    }

    @Override
    public <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot) {
        T _ = has.get();
        return hasNot.get();
    }
}
