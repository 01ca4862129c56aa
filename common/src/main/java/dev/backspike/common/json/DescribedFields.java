package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces a document while a reader runs, and records the fields that the reader requests: the schema of an object is
 * what its reader reads. Requesting the same field in several ways makes them alternatives. The values returned are
 * placeholders; only their types are used, whose documentation describes the fields.
 */
final class DescribedFields implements Fields {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SchemaTexts texts;
    private final Definitions definitions;
    private final Map<String, List<ObjectNode>> fields = new LinkedHashMap<>();
    private final Map<String, JsonNode> defaults = new HashMap<>();
    private final Set<String> required = new LinkedHashSet<>();

    private DescribedFields(SchemaTexts texts, Definitions definitions) {
        this.texts = texts;
        this.definitions = definitions;
    }

    /** A value created by a reader, and the schema of what it reads. */
    private record Described<T>(T value, ObjectNode schema) {}

    /** Returns the schema of a document, with definitions of the objects in it. */
    static ObjectNode document(Function<Fields, ?> reader, SchemaTexts texts) {
        Definitions definitions = new Definitions();
        DescribedFields document = new DescribedFields(texts, definitions);
        ObjectNode schema = document.schema(reader.apply(document));
        schema.set("$defs", definitions.all());
        return schema;
    }

    private <T> Described<T> read(Function<Fields, ? extends T> reader) {
        DescribedFields object = new DescribedFields(texts, definitions);
        T value = reader.apply(object);
        return new Described<>(value, object.schema(value));
    }

    /** Runs the reader of a nested object; returns a reference in place of the schema. */
    private <T> Described<T> nested(Function<Fields, T> reader) {
        Described<T> described = read(reader);
        ObjectNode schema = described.schema();
        Class<?> type =
                ReadTypes.typeOf(described.value(), schema.path("properties").propertyNames());
        return new Described<>(described.value(), definitions.reference(Definitions.nameOf(type), schema));
    }

    private ObjectNode schema(@Nullable Object value) {
        ObjectNode schema = SchemaNodes.typed("object");
        Class<?> type = ReadTypes.typeOf(value, fields.keySet());
        SchemaNodes.describe(schema, texts.ofType(type));
        ObjectNode properties = schema.putObject("properties");
        ReadTypes.inOrder(type, fields).forEach((field, alternatives) -> {
            ObjectNode property = properties.putObject(field);
            property.setAll(alternatives.size() == 1 ? alternatives.getFirst() : SchemaNodes.anyOf(alternatives));
            SchemaNodes.describe(property, texts.ofField(type, field));
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
    public double number(String field, double otherwise, Range range) {
        optional(field, SchemaNodes.bounded("number", range), SchemaNodes.numberNode(otherwise));
        return otherwise;
    }

    @Override
    public double number(String field, Range range) {
        return required(field, SchemaNodes.bounded("number", range), 1.0);
    }

    @Override
    public @Nullable Double optionalNumber(String field, Range range) {
        optional(field, SchemaNodes.bounded("number", range), null);
        return null;
    }

    @Override
    public long integer(String field, long otherwise, Range range) {
        optional(field, SchemaNodes.bounded("integer", range), JSON.numberNode(otherwise));
        return otherwise;
    }

    @Override
    public long integer(String field, Range range) {
        return required(field, SchemaNodes.bounded("integer", range), 1L);
    }

    @Override
    public @Nullable Integer optionalInteger(String field, Range range) {
        optional(field, SchemaNodes.bounded("integer", range), null);
        return null;
    }

    @Override
    public List<Integer> integers(String field, Range range) {
        return required(
                field,
                SchemaNodes.arrayOf(SchemaNodes.bounded("integer", range)).put("minItems", 1),
                List.of());
    }

    @Override
    public @Nullable List<Integer> optionalIntegers(String field, Range range) {
        optional(
                field,
                SchemaNodes.arrayOf(SchemaNodes.bounded("integer", range)).put("minItems", 1),
                null);
        return null;
    }

    @Override
    public boolean flag(String field, boolean otherwise) {
        optional(field, SchemaNodes.typed("boolean"), JSON.booleanNode(otherwise));
        return otherwise;
    }

    @Override
    public String text(String field, String otherwise) {
        optional(field, SchemaNodes.typed("string"), JSON.stringNode(otherwise));
        return otherwise;
    }

    @Override
    public String text(String field) {
        return required(field, SchemaNodes.typed("string"), "");
    }

    @Override
    public String text(String field, Function<String, @Nullable String> objection) {
        return text(field);
    }

    @Override
    public @Nullable String optionalText(String field) {
        optional(field, SchemaNodes.typed("string"), null);
        return null;
    }

    @Override
    public @Nullable String optionalText(String field, Function<String, @Nullable String> objection) {
        return optionalText(field);
    }

    @Override
    public <T> T word(String field, Map<String, T> words) {
        return required(
                field,
                SchemaNodes.oneOf(words.keySet()),
                words.values().iterator().next());
    }

    @Override
    public <T> T word(String field, T otherwise, Map<String, T> words) {
        optional(field, SchemaNodes.oneOf(words.keySet()), JSON.stringNode(nameOf(otherwise, words)));
        return otherwise;
    }

    @Override
    public <T> @Nullable T optionalWord(String field, Map<String, T> words) {
        optional(field, SchemaNodes.oneOf(words.keySet()), null);
        return null;
    }

    @Override
    public List<String> words(String field, List<String> otherwise, Collection<String> words) {
        ArrayNode shown = JSON.arrayNode();
        otherwise.forEach(shown::add);
        optional(field, SchemaNodes.arrayOf(SchemaNodes.oneOf(words)).put("minItems", 1), shown);
        return otherwise;
    }

    @Override
    public Map<String, String> texts(String field) {
        optional(field, SchemaNodes.mapOf(SchemaNodes.typed("string")), null);
        return Map.of();
    }

    @Override
    public <T> T object(String field, Function<Fields, T> reader) {
        Described<T> described = nested(reader);
        optional(field, described.schema(), null);
        return described.value();
    }

    @Override
    public <T> @Nullable T optionalObject(String field, Function<Fields, T> reader) {
        optional(field, nested(reader).schema(), null);
        return null;
    }

    @Override
    public <T> T required(String field, Function<Fields, T> reader) {
        Described<T> described = nested(reader);
        return required(field, described.schema(), described.value());
    }

    @Override
    public <T> Map<String, T> map(String field, Function<Fields, T> reader) {
        return required(field, SchemaNodes.mapOf(nested(reader).schema()), Map.of());
    }

    @Override
    public <T> Map<String, T> optionalMap(String field, Function<Fields, T> reader) {
        optional(field, SchemaNodes.mapOf(nested(reader).schema()), null);
        return Map.of();
    }

    @Override
    public Map<String, String> expressions(String field) {
        return required(field, SchemaNodes.mapOf(expression()), Map.of());
    }

    @Override
    public Map<String, String> optionalExpressions(String field) {
        optional(field, SchemaNodes.mapOf(expression()), null);
        return Map.of();
    }

    private static ObjectNode expression() {
        return SchemaNodes.anyOf(List.of(SchemaNodes.typed("string"), SchemaNodes.typed("number")));
    }

    @Override
    public List<String> textList(String field, List<String> otherwise) {
        ArrayNode shown = JSON.arrayNode();
        otherwise.forEach(shown::add);
        optional(
                field,
                SchemaNodes.arrayOf(SchemaNodes.typed("string"))
                        .put("minItems", 1)
                        .put("uniqueItems", true),
                shown);
        return otherwise;
    }

    @Override
    public <T> Map<String, T> optionalEntries(String field, BiFunction<Fields, String, T> reader) {
        DescribedFields object = new DescribedFields(texts, definitions);
        Objects.requireNonNull(reader.apply(object, "entry"));
        optional(field, SchemaNodes.mapOf(SchemaNodes.anyOf(object.fields.getOrDefault("entry", List.of()))), null);
        return Map.of();
    }

    @Override
    public <T> List<T> list(String field, Function<Fields, T> reader) {
        return required(field, SchemaNodes.arrayOf(nested(reader).schema()), List.of());
    }

    @Override
    public <T> T variant(String field, Map<String, Function<Fields, ? extends T>> readers) {
        Variants<T> variants = new Variants<>(readers);
        return required(field, variants.schema(), variants.first());
    }

    @Override
    public <T> T variant(String field, String otherwise, Map<String, Function<Fields, ? extends T>> readers) {
        Variants<T> variants = new Variants<>(readers);
        optional(field, variants.schema(), JSON.stringNode(otherwise));
        return variants.first();
    }

    @Override
    public <T> List<T> variants(String field, Map<String, Function<Fields, ? extends T>> readers) {
        optional(field, SchemaNodes.arrayOf(new Variants<>(readers).schema()), null);
        return List.of();
    }

    @Override
    public <T> T wrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        Map<String, T> values = new TreeMap<>();
        ObjectNode schema = wrapped(readers, values);
        return required(field, schema, values.values().iterator().next());
    }

    @Override
    public <T> T choice(String field, Map<String, Function<Fields, ? extends T>> readers) {
        List<ObjectNode> alternatives = new ArrayList<>();
        List<T> values = new ArrayList<>();
        new TreeMap<>(readers).forEach((_, reader) -> {
            Described<T> described = read(reader);
            values.add(described.value());
            alternatives.add(described.schema());
        });
        return required(field, SchemaNodes.anyOf(alternatives), values.getFirst());
    }

    @Override
    public <T> @Nullable T optionalWrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        optional(field, wrapped(readers, new TreeMap<>()), null);
        return null;
    }

    @Override
    public <T> T numberOr(
            String field, double otherwise, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return orObject(field, ofNumber.apply(number(field, otherwise, range)), ofObject);
    }

    @Override
    public <T> T integerOr(
            String field, long otherwise, Range range, LongFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return orObject(field, ofNumber.apply(integer(field, otherwise, range)), ofObject);
    }

    private <T> T orObject(String field, T value, Supplier<? extends T> ofObject) {
        boolean needed = required.contains(field);
        T _ = ofObject.get();
        if (!needed) {
            required.remove(field);
        }
        return value;
    }

    @Override
    public <T> T numberOr(String field, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        T value = ofNumber.apply(number(field, range));
        T _ = ofObject.get();
        return value;
    }

    @Override
    public <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot) {
        T _ = has.get();
        return hasNot.get();
    }

    @Override
    public JsonNode tree(String field) {
        return required(field, JSON.objectNode(), JSON.missingNode());
    }

    @Override
    public ObjectNode anyObject(String field) {
        return required(field, SchemaNodes.typed("object"), JSON.objectNode());
    }

    @Override
    public List<JsonNode> trees(String field) {
        return required(field, SchemaNodes.typed("array").put("minItems", 1), List.of());
    }

    private <T> T required(String field, ObjectNode schema, T standIn) {
        required.add(field);
        fields.computeIfAbsent(field, _ -> new ArrayList<>()).add(schema);
        return standIn;
    }

    /** Adds an optional field, which may be null. */
    private void optional(String field, ObjectNode schema, @Nullable JsonNode otherwise) {
        fields.computeIfAbsent(field, _ -> new ArrayList<>()).add(SchemaNodes.orNull(schema));
        if (otherwise != null) {
            defaults.put(field, otherwise);
        }
    }

    /**
     * Alternatives distinguished by their {@code type}; a bare string stands for an object that needs no other fields.
     */
    private final class Variants<T> {

        final Map<String, T> values = new TreeMap<>();
        private final List<ObjectNode> alternatives = new ArrayList<>();

        Variants(Map<String, Function<Fields, ? extends T>> readers) {
            List<String> bare = new ArrayList<>();
            new TreeMap<>(readers).forEach((name, reader) -> {
                Described<T> described = read(reader);
                ObjectNode schema = described.schema();
                values.put(name, described.value());
                if (!schema.has("required")) {
                    bare.add(name);
                }
                alternatives.add(
                        definitions.reference(Definitions.nameOf(described.value(), name), withType(name, schema)));
            });
            if (!bare.isEmpty()) {
                alternatives.addFirst(SchemaNodes.oneOf(bare));
            }
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

        T first() {
            return values.values().iterator().next();
        }

        ObjectNode schema() {
            return SchemaNodes.anyOf(alternatives);
        }
    }

    private <T> ObjectNode wrapped(Map<String, Function<Fields, ? extends T>> readers, Map<String, T> values) {
        List<ObjectNode> alternatives = new ArrayList<>();
        new TreeMap<>(readers).forEach((name, reader) -> {
            Described<T> described = read(reader);
            values.put(name, described.value());
            ObjectNode wrapper = SchemaNodes.typed("object");
            wrapper.putObject("properties")
                    .set(name, definitions.reference(Definitions.nameOf(described.value(), name), described.schema()));
            wrapper.putArray("required").add(name);
            alternatives.add(wrapper.put("additionalProperties", false));
        });
        return SchemaNodes.anyOf(alternatives);
    }

    private static <T> String nameOf(T value, Map<String, ? extends T> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the default " + value + " is none of " + values));
    }
}
