package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an object in a document. Errors are added to a list shared by the whole document, and reading continues
 * with a placeholder, so that users see every error at once; placeholders never escape, because {@link StrictJson}
 * throws if the list is not empty.
 */
final class GivenFields implements Fields {

    private final JsonNode node;
    private final String pointer;
    private final List<SpecError> errors;
    private final Set<String> known = new HashSet<>();

    private GivenFields(JsonNode node, String pointer, List<SpecError> errors) {
        this.node = node;
        this.pointer = pointer;
        this.errors = errors;
    }

    static GivenFields of(JsonNode node, String pointer, List<SpecError> errors) {
        if (!node.isObject()) {
            errors.add(new SpecError(pointer, "must be an object, was " + Fields.describe(node)));
            return nothing(pointer);
        }
        return new GivenFields(node, pointer, errors);
    }

    /** Reports every field that the reader did not request; called last. */
    void end() {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                error(
                        name,
                        "is not a known field; known fields: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    @Override
    public void error(String field, String message) {
        errors.add(new SpecError(at(field), message));
    }

    @Override
    public void error(String field, String entry, String message) {
        errors.add(new SpecError(at(field) + "/" + SpecError.token(entry), message));
    }

    @Override
    public void error(String message) {
        errors.add(new SpecError(pointer, message));
    }

    @Override
    public boolean has(String field) {
        known.add(field);
        return node.has(field) && !node.get(field).isNull();
    }

    @Override
    public double number(String field, double otherwise, Range range) {
        return has(field) ? checkedNumber(field, range) : otherwise;
    }

    @Override
    public double number(String field, Range range) {
        return has(field) ? checkedNumber(field, range) : missing(field, 1.0);
    }

    @Override
    public long integer(String field, long otherwise, Range range) {
        return has(field) ? checkedInteger(field, range) : otherwise;
    }

    @Override
    public long integer(String field, Range range) {
        return has(field) ? checkedInteger(field, range) : missing(field, 1L);
    }

    @Override
    public @Nullable Integer optionalInteger(String field, Range range) {
        return has(field) ? (Integer) (int) checkedInteger(field, range) : null;
    }

    @Override
    public @Nullable Double optionalNumber(String field, Range range) {
        return has(field) ? (Double) checkedNumber(field, range) : null;
    }

    @Override
    public boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = node.get(field);
        if (!value.isBoolean()) {
            error(field, "must be true or false, was " + Fields.describe(value));
            return otherwise;
        }
        return value.booleanValue();
    }

    private boolean isObject(String field) {
        return has(field) && node.get(field).isObject();
    }

    @Override
    public List<Integer> integers(String field, Range range) {
        List<Integer> values = optionalIntegers(field, range);
        return values == null ? missing(field, List.of()) : values;
    }

    @Override
    public @Nullable List<Integer> optionalIntegers(String field, Range range) {
        if (!has(field)) {
            return null;
        }
        List<Integer> values = new ArrayList<>();
        for (JsonNode element : trees(field)) {
            if (element.isIntegralNumber() && element.canConvertToInt()) {
                range.check(element.intValue(), message -> error(field, message));
                values.add(element.intValue());
            } else {
                error(field, "must contain whole numbers only, has " + Fields.describe(element));
            }
        }
        return values;
    }

    @Override
    public String text(String field, String otherwise) {
        return has(field) ? checkedText(field) : otherwise;
    }

    @Override
    public String text(String field) {
        return has(field) ? checkedText(field) : missing(field, "");
    }

    @Override
    public String text(String field, Function<String, @Nullable String> objection) {
        String text = text(field);
        if (has(field) && node.get(field).isString()) {
            String objected = objection.apply(text);
            if (objected != null) {
                error(field, objected);
            }
        }
        return text;
    }

    @Override
    public @Nullable String optionalText(String field) {
        return has(field) ? checkedText(field) : null;
    }

    @Override
    public @Nullable String optionalText(String field, Function<String, @Nullable String> objection) {
        return has(field) ? text(field, objection) : null;
    }

    @Override
    public <T> T word(String field, Map<String, T> words) {
        if (!has(field)) {
            error(field, "is required; give one of " + list(words));
        }
        T value = optionalWord(field, words);
        return value == null ? words.values().iterator().next() : value;
    }

    @Override
    public <T> T word(String field, T otherwise, Map<String, T> words) {
        T value = optionalWord(field, words);
        return value == null ? otherwise : value;
    }

    @Override
    public <T> @Nullable T optionalWord(String field, Map<String, T> words) {
        if (!has(field)) {
            return null;
        }
        String word = checkedText(field);
        T value = words.get(word);
        if (value == null) {
            error(field, "must be one of " + list(words) + ", was \"" + word + "\"");
        }
        return value;
    }

    @Override
    public List<String> words(String field, List<String> otherwise, Collection<String> words) {
        if (!has(field)) {
            return otherwise;
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode element : trees(field)) {
            if (!element.isString() || !words.contains(element.stringValue())) {
                error(
                        field,
                        "must be an array of some of " + String.join(", ", words) + ", has "
                                + Fields.describe(element));
            } else {
                values.add(element.stringValue());
            }
        }
        return List.copyOf(values);
    }

    @Override
    public <T> T object(String field, Function<Fields, T> reader) {
        JsonNode child = has(field) ? node.get(field) : JsonNodeFactory.instance.objectNode();
        GivenFields fields = GivenFields.of(child, at(field), errors);
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    @Override
    public <T> @Nullable T optionalObject(String field, Function<Fields, T> reader) {
        return has(field) ? object(field, reader) : null;
    }

    @Override
    public <T> T required(String field, Function<Fields, T> reader) {
        if (!has(field)) {
            error(field, "is required");
            return reader.apply(nothing(at(field)));
        }
        return object(field, reader);
    }

    @Override
    public <T> T variant(String field, Map<String, Function<Fields, ? extends T>> readers) {
        if (!has(field)) {
            error(field, "is required; give one of " + list(readers));
            return standIn(readers);
        }
        return variantOf(node.get(field), field, readers);
    }

    @Override
    public <T> T variant(String field, String otherwise, Map<String, Function<Fields, ? extends T>> readers) {
        JsonNode given = has(field) ? node.get(field) : JsonNodeFactory.instance.stringNode(otherwise);
        return variantOf(given, field, readers);
    }

    private <T> T variantOf(JsonNode given, String field, Map<String, Function<Fields, ? extends T>> readers) {
        JsonNode child =
                given.isString() ? JsonNodeFactory.instance.objectNode().put("type", given.stringValue()) : given;
        GivenFields fields = GivenFields.of(child, at(field), errors);
        String type = fields.text("type");
        Function<Fields, ? extends T> reader = readers.get(type);
        if (reader == null) {
            if (fields.has("type") && fields.node.get("type").isString()) {
                fields.error("type", "must be one of " + list(readers) + ", was \"" + type + "\"");
            }
            return standIn(readers);
        }
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    @Override
    public <T> T wrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return choice(field, readers, (fields, kind, reader) -> fields.required(kind, reader));
    }

    @Override
    public <T> T choice(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return choice(field, readers, (fields, _, reader) -> reader.apply(fields));
    }

    private interface Choice<T> {
        T of(GivenFields fields, String kind, Function<Fields, ? extends T> reader);
    }

    private <T> T choice(String field, Map<String, Function<Fields, ? extends T>> readers, Choice<T> read) {
        String choices = list(readers);
        if (!has(field)) {
            error(field, "is required; give one of " + choices);
            return standIn(readers);
        }
        JsonNode child = node.get(field);
        if (!child.isObject() || child.size() != 1) {
            error(field, "must be an object with exactly one of " + choices + ", was " + Fields.describe(child));
            return standIn(readers);
        }
        String kind = child.propertyNames().iterator().next();
        Function<Fields, ? extends T> reader = readers.get(kind);
        if (reader == null) {
            errors.add(new SpecError(
                    at(field) + "/" + SpecError.token(kind), "is not a known kind; give one of " + choices));
            return standIn(readers);
        }
        return read.of(new GivenFields(child, at(field), errors), kind, reader);
    }

    @Override
    public <T> @Nullable T optionalWrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return has(field) ? wrapped(field, readers) : null;
    }

    @Override
    public <T> T numberOr(
            String field, double otherwise, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return isObject(field) ? ofObject.get() : ofNumber.apply(number(field, otherwise, range));
    }

    @Override
    public <T> T numberOr(String field, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return isObject(field) ? ofObject.get() : ofNumber.apply(number(field, range));
    }

    @Override
    public <T> T integerOr(
            String field, long otherwise, Range range, LongFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return isObject(field) ? ofObject.get() : ofNumber.apply(integer(field, otherwise, range));
    }

    @Override
    public <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot) {
        return has(field) && node.get(field).has(key) ? has.get() : hasNot.get();
    }

    @Override
    public JsonNode tree(String field) {
        return has(field) ? node.get(field) : missing(field, JsonNodeFactory.instance.missingNode());
    }

    @Override
    public ObjectNode anyObject(String field) {
        JsonNode value = tree(field);
        if (value instanceof ObjectNode object) {
            return object;
        }
        if (!value.isMissingNode()) {
            error(field, "must be an object, was " + Fields.describe(value));
        }
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public List<JsonNode> trees(String field) {
        JsonNode array = array(field);
        if (array.isEmpty() && node.path(field).isArray()) {
            error(field, "must have at least one element");
        }
        return List.copyOf(array.values());
    }

    @Override
    public <T> Map<String, T> map(String field, Function<Fields, T> reader) {
        if (!has(field)) {
            return missing(field, Map.of());
        }
        GivenFields entries = nested(field);
        Map<String, T> values = new LinkedHashMap<>();
        for (String name : entries.node.propertyNames()) {
            values.put(name, entries.required(name, reader));
        }
        return values;
    }

    @Override
    public <T> Map<String, T> optionalMap(String field, Function<Fields, T> reader) {
        return has(field) ? map(field, reader) : Map.of();
    }

    @Override
    public Map<String, String> texts(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        if (has(field)) {
            GivenFields entries = nested(field);
            for (String name : entries.node.propertyNames()) {
                values.put(name, entries.text(name));
            }
        }
        return values;
    }

    @Override
    public Map<String, String> expressions(String field) {
        return has(field) ? optionalExpressions(field) : missing(field, Map.of());
    }

    @Override
    public Map<String, String> optionalExpressions(String field) {
        return optionalEntries(field, (entries, name) -> ((GivenFields) entries).expression(name));
    }

    private String expression(String field) {
        if (has(field) && node.get(field).isNumber()) {
            return node.get(field).asString();
        }
        return text(field);
    }

    @Override
    public List<String> textList(String field, List<String> otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode element : trees(field)) {
            if (!element.isString()) {
                error(field, "must be an array of strings, has " + Fields.describe(element));
            } else if (!values.add(element.stringValue())) {
                error(field, "has \"" + element.stringValue() + "\" twice; give each once");
            }
        }
        return List.copyOf(values);
    }

    @Override
    public <T> Map<String, T> optionalEntries(String field, BiFunction<Fields, String, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        if (has(field)) {
            GivenFields entries = nested(field);
            for (String name : entries.node.propertyNames()) {
                values.put(name, reader.apply(entries, name));
            }
        }
        return values;
    }

    @Override
    public <T> List<T> list(String field, Function<Fields, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode element : array(field)) {
            GivenFields fields = GivenFields.of(element, at(field) + "/" + values.size(), errors);
            values.add(reader.apply(fields));
            fields.end();
        }
        return values;
    }

    @Override
    public <T> List<T> variants(String field, Map<String, Function<Fields, ? extends T>> readers) {
        List<T> values = new ArrayList<>();
        if (has(field)) {
            JsonNode array = array(field);
            GivenFields elements = new GivenFields(JsonNodeFactory.instance.objectNode(), at(field), errors);
            for (JsonNode element : array) {
                values.add(elements.variantOf(element, String.valueOf(values.size()), readers));
            }
        }
        return values;
    }

    /** Returns a nested object; if the field is something else, reports an error and returns an empty object. */
    private GivenFields nested(String field) {
        return GivenFields.of(node.get(field), at(field), errors);
    }

    /** Returns an array; if there is none, reports an error and returns an empty array. */
    private JsonNode array(String field) {
        if (!has(field)) {
            error(field, "is required");
        } else if (!node.get(field).isArray()) {
            error(field, "must be an array, was " + Fields.describe(node.get(field)));
        } else {
            return node.get(field);
        }
        return JsonNodeFactory.instance.arrayNode();
    }

    private double checkedNumber(String field, Range range) {
        JsonNode value = node.get(field);
        if (!value.isNumber()) {
            error(field, "must be a number, was " + Fields.describe(value));
            return 1;
        }
        return range.check(value.doubleValue(), message -> error(field, message));
    }

    private long checkedInteger(String field, Range range) {
        JsonNode value = node.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            error(field, "must be a whole number, was " + Fields.describe(value));
            return 1;
        }
        range.check((double) value.longValue(), message -> error(field, message));
        return value.longValue();
    }

    private String checkedText(String field) {
        JsonNode value = node.get(field);
        if (!value.isString()) {
            error(field, "must be a string, was " + Fields.describe(value));
            return "";
        }
        return value.stringValue();
    }

    private <T> T standIn(Map<String, Function<Fields, ? extends T>> readers) {
        return readers.values().iterator().next().apply(nothing(pointer));
    }

    /** Returns an empty object whose errors are discarded. */
    private static GivenFields nothing(String pointer) {
        return new GivenFields(JsonNodeFactory.instance.objectNode(), pointer, new ArrayList<>());
    }

    private <T> T missing(String field, T standIn) {
        error(field, "is required");
        return standIn;
    }

    private String at(String field) {
        return pointer + "/" + SpecError.token(field);
    }

    private static String list(Map<String, ?> choices) {
        return String.join(", ", choices.keySet().stream().sorted().toList());
    }
}
