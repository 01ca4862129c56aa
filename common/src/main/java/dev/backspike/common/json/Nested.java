package dev.backspike.common.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Types of fields that hold an object. */
final class Nested {

    private Nested() {}

    /** An object with the fields that a reader requests, and no others. */
    record ObjectType<T>(Function<Fields, T> reader) implements FieldType<T> {

        @Override
        public T read(JsonNode given, Place place) {
            GivenFields fields = GivenFields.of(given, place);
            T value = reader.apply(fields);
            fields.end();
            return value;
        }

        @Override
        public T standIn() {
            return reader.apply(GivenFields.nothing());
        }

        @Override
        public Described<T> describe(Description description) {
            return description.nested(reader);
        }
    }

    /** An object used as a map, in document order. */
    record MapType<T>(FieldType<T> value) implements FieldType<Map<String, T>> {

        @Override
        public Map<String, T> read(JsonNode given, Place place) {
            return new EntriesType<>((entries, name) -> entries.required(name, value)).read(given, place);
        }

        @Override
        public Map<String, T> standIn() {
            return Map.of();
        }

        @Override
        public Described<Map<String, T>> describe(Description description) {
            return new Described<>(
                    standIn(), SchemaNodes.mapOf(value.describe(description).schema()));
        }
    }

    /**
     * An object used as a map whose values have alternatives, in document order.
     *
     * @param reader reads the entry of a name from the object
     */
    record EntriesType<T>(BiFunction<Fields, String, T> reader) implements FieldType<Map<String, T>> {

        @Override
        public Map<String, T> read(JsonNode given, Place place) {
            GivenFields entries = GivenFields.of(given, place);
            Map<String, T> values = new LinkedHashMap<>();
            for (String name : given.propertyNames()) {
                values.put(name, reader.apply(entries, name));
            }
            return values;
        }

        @Override
        public Map<String, T> standIn() {
            return Map.of();
        }

        @Override
        public Described<Map<String, T>> describe(Description description) {
            DescribedFields entries = new DescribedFields(description);
            Objects.requireNonNull(reader.apply(entries, "entry"));
            return new Described<>(standIn(), SchemaNodes.mapOf(SchemaNodes.anyOf(entries.alternatives("entry"))));
        }
    }

    /** A value of any kind. */
    record AnyType() implements FieldType<JsonNode> {

        @Override
        public JsonNode read(JsonNode given, Place place) {
            return given;
        }

        @Override
        public JsonNode standIn() {
            return JsonNodeFactory.instance.missingNode();
        }

        @Override
        public Described<JsonNode> describe(Description description) {
            return new Described<>(standIn(), JsonNodeFactory.instance.objectNode());
        }
    }

    /** An object with any fields. */
    record AnyObjectType() implements FieldType<ObjectNode> {

        @Override
        public ObjectNode read(JsonNode given, Place place) {
            if (given instanceof ObjectNode object) {
                return object;
            }
            place.error("must be an object, was " + Fields.describe(given));
            return standIn();
        }

        @Override
        public ObjectNode standIn() {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public Described<ObjectNode> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.typed("object"));
        }
    }
}
