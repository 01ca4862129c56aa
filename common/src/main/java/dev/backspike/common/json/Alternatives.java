package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Types of fields that hold one of several kinds of object, each with a reader of its own. */
final class Alternatives {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Alternatives() {}

    interface KindType<T> extends FieldType<T> {

        /** Returns the readers by kind. */
        Map<String, Function<Fields, ? extends T>> readers();

        @Override
        default T standIn() {
            return readers().values().iterator().next().apply(GivenFields.nothing());
        }

        @Override
        default String missing() {
            return "is required; give " + FieldType.oneOf(readers());
        }
    }

    /**
     * The kind is the {@code type} of the object; a bare string stands for an object with no other fields.
     *
     * @param readers by kind
     */
    record VariantType<T>(Map<String, Function<Fields, ? extends T>> readers) implements KindType<T> {

        @Override
        public T read(JsonNode given, Place place) {
            JsonNode object = given.isString() ? JSON.objectNode().put("type", given.stringValue()) : given;
            GivenFields fields = GivenFields.of(object, place);
            String type = fields.text("type");
            Function<Fields, ? extends T> reader = readers.get(type);
            if (reader == null) {
                if (object.path("type").isString()) {
                    fields.error("type", "must be " + FieldType.oneOf(readers) + ", was \"" + type + "\"");
                }
                return standIn();
            }
            T value = reader.apply(fields);
            fields.end();
            return value;
        }

        @Override
        public Described<T> describe(Description description) {
            Map<String, T> values = new TreeMap<>();
            List<String> bare = new ArrayList<>();
            List<ObjectNode> schemas = new ArrayList<>();
            new TreeMap<>(readers).forEach((name, reader) -> {
                Described<T> described = description.read(reader);
                ObjectNode schema = described.schema();
                values.put(name, described.value());
                if (!schema.has("required")) {
                    bare.add(name);
                }
                schemas.add(description
                        .definitions()
                        .reference(Definitions.nameOf(described.value(), name), withType(name, schema)));
            });
            if (!bare.isEmpty()) {
                schemas.addFirst(SchemaNodes.oneOf(bare));
            }
            return new Described<>(values.values().iterator().next(), SchemaNodes.anyOf(schemas));
        }

        private static ObjectNode withType(String name, ObjectNode schema) {
            ObjectNode properties = JSON.objectNode();
            properties.putObject("type").put("const", name);
            properties.setAll((ObjectNode) schema.path("properties"));
            schema.set("properties", properties);
            ArrayNode required = JSON.arrayNode().add("type");
            schema.path("required").forEach(required::add);
            schema.set("required", required);
            return schema;
        }
    }

    /** The kind is the name of the only field, whose value is an object: {@code {"normal": {...}}}. */
    record WrappedType<T>(Map<String, Function<Fields, ? extends T>> readers) implements KindType<T> {

        @Override
        public T read(JsonNode given, Place place) {
            Map<String, Function<Fields, ? extends T>> ofWrappers = new TreeMap<>();
            readers.forEach((kind, reader) -> ofWrappers.put(kind, wrapper -> wrapper.required(kind, reader)));
            return new ChoiceType<>(ofWrappers).read(given, place);
        }

        @Override
        public Described<T> describe(Description description) {
            Map<String, T> values = new TreeMap<>();
            List<ObjectNode> schemas = new ArrayList<>();
            new TreeMap<>(readers).forEach((name, reader) -> {
                Described<T> described = description.read(reader);
                values.put(name, described.value());
                ObjectNode wrapper = SchemaNodes.typed("object");
                wrapper.putObject("properties")
                        .set(
                                name,
                                description
                                        .definitions()
                                        .reference(Definitions.nameOf(described.value(), name), described.schema()));
                wrapper.putArray("required").add(name);
                schemas.add(wrapper.put("additionalProperties", false));
            });
            return new Described<>(values.values().iterator().next(), SchemaNodes.anyOf(schemas));
        }
    }

    /**
     * The kind is the name of the only field, whose value need not be an object: {@code {"values": [...]}}.
     *
     * @param readers by name of the field; each reads it from the object that has it
     */
    record ChoiceType<T>(Map<String, Function<Fields, ? extends T>> readers) implements KindType<T> {

        @Override
        public T read(JsonNode given, Place place) {
            if (!given.isObject() || given.size() != 1) {
                place.error("must be an object with exactly " + FieldType.oneOf(readers) + ", was "
                        + Fields.describe(given));
                return standIn();
            }
            String kind = given.propertyNames().iterator().next();
            Function<Fields, ? extends T> reader = readers.get(kind);
            if (reader == null) {
                place.of(kind).error("is not a known kind; give " + FieldType.oneOf(readers));
                return standIn();
            }
            return reader.apply(GivenFields.of(given, place));
        }

        @Override
        public Described<T> describe(Description description) {
            List<Described<T>> described = new ArrayList<>();
            new TreeMap<>(readers).values().forEach(reader -> described.add(description.read(reader)));
            return new Described<>(
                    described.getFirst().value(),
                    SchemaNodes.anyOf(described.stream().map(Described::schema).toList()));
        }
    }
}
