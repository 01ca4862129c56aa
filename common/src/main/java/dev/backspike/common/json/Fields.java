package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the fields of one JSON object strictly. Whatever is wrong is added to a list shared by the whole document, and
 * reading goes on with a stand-in value, so that a user sees every error at once; the stand-ins never escape, because
 * {@link StrictJson} throws when the list is not empty.
 */
public final class Fields {

    private final JsonNode node;
    private final String pointer;
    private final List<SpecError> errors;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode node, String pointer, List<SpecError> errors) {
        this.node = node;
        this.pointer = pointer;
        this.errors = errors;
    }

    static Fields of(JsonNode node, String pointer, List<SpecError> errors) {
        if (!node.isObject()) {
            errors.add(new SpecError(pointer, "must be an object, was " + describe(node)));
            return nothing(pointer);
        }
        return new Fields(node, pointer, errors);
    }

    /** Reports every field that nobody asked for; call it last. */
    public void end() {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                error(
                        name,
                        "is not a known field; known here: "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    public void error(String field, String message) {
        errors.add(new SpecError(at(field), message));
    }

    /** A fault of the object as a whole. */
    public void error(String message) {
        errors.add(new SpecError(pointer, message));
    }

    public boolean has(String field) {
        known.add(field);
        return node.has(field) && !node.get(field).isNull();
    }

    public double number(String field, double otherwise, Range range) {
        return has(field) ? checkedNumber(field, range) : otherwise;
    }

    public double number(String field, Range range) {
        return has(field) ? checkedNumber(field, range) : missing(field, 1.0);
    }

    public long integer(String field, long otherwise, Range range) {
        return has(field) ? checkedInteger(field, range) : otherwise;
    }

    public long integer(String field, Range range) {
        return has(field) ? checkedInteger(field, range) : missing(field, 1L);
    }

    public @Nullable Integer optionalCount(String field) {
        return optionalInteger(field, Range.COUNT);
    }

    /** Null where absent. */
    public @Nullable Integer optionalInteger(String field, Range range) {
        return has(field) ? (Integer) (int) checkedInteger(field, range) : null;
    }

    /** Null where absent. */
    public @Nullable Double optionalNumber(String field, Range range) {
        return has(field) ? (Double) checkedNumber(field, range) : null;
    }

    public boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        JsonNode value = node.get(field);
        if (!value.isBoolean()) {
            error(field, "must be true or false, was " + describe(value));
            return otherwise;
        }
        return value.booleanValue();
    }

    public boolean isNumber(String field) {
        return has(field) && node.get(field).isNumber();
    }

    public boolean isObject(String field) {
        return has(field) && node.get(field).isObject();
    }

    /** The field names of a nested object; empty for anything else. */
    public Collection<String> namesIn(String field) {
        return has(field) ? node.get(field).propertyNames() : List.of();
    }

    /** A required array of one whole number or more. */
    public List<Integer> integers(String field, Range range) {
        List<Integer> values = new ArrayList<>();
        JsonNode array = array(field);
        if (array.isEmpty() && node.path(field).isArray()) {
            error(field, "must have at least one element");
        }
        for (JsonNode element : array) {
            if (element.isIntegralNumber() && element.canConvertToInt()) {
                range.check(element.intValue(), message -> error(field, message));
                values.add(element.intValue());
            } else {
                error(field, "must contain whole numbers only, has " + describe(element));
            }
        }
        return values;
    }

    public String text(String field, String otherwise) {
        return has(field) ? checkedText(field) : otherwise;
    }

    public String text(String field) {
        return has(field) ? checkedText(field) : missing(field, "");
    }

    /**
     * A required text that has to meet a rule.
     *
     * @param objection what is wrong with a text; null if nothing is
     */
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

    /** One of a closed set of words. */
    public <T> T word(String field, T otherwise, Map<String, T> words) {
        if (!has(field)) {
            return otherwise;
        }
        String word = checkedText(field);
        T value = words.get(word);
        if (value == null) {
            error(field, "must be one of " + list(words) + ", was \"" + word + "\"");
            return otherwise;
        }
        return value;
    }

    /** An array of one word or more of a closed set, without repetitions; an absent one is {@code otherwise}. */
    public List<String> words(String field, List<String> otherwise, Collection<String> words) {
        if (!has(field)) {
            return otherwise;
        }
        Set<String> values = new LinkedHashSet<>();
        for (JsonNode element : trees(field)) {
            if (!element.isString() || !words.contains(element.stringValue())) {
                error(field, "must be an array of some of " + String.join(", ", words) + ", has " + describe(element));
            } else {
                values.add(element.stringValue());
            }
        }
        return List.copyOf(values);
    }

    /** A nested object; an absent one reads as empty, so that its own defaults apply. */
    public <T> T object(String field, Function<Fields, T> reader) {
        JsonNode child = has(field) ? node.get(field) : JsonNodeFactory.instance.objectNode();
        Fields fields = Fields.of(child, at(field), errors);
        T value = reader.apply(fields);
        fields.end();
        return value;
    }

    /** A required nested object. */
    public <T> T required(String field, Function<Fields, T> reader) {
        if (!has(field)) {
            error(field, "is required");
            return reader.apply(nothing(at(field)));
        }
        return object(field, reader);
    }

    /**
     * One of several kinds, told apart by the nested object's {@code type}; a bare string stands for an object that has
     * only that.
     */
    public <T> T variant(String field, Map<String, Function<Fields, ? extends T>> readers) {
        if (!has(field)) {
            error(field, "is required; give one of " + list(readers));
            return standIn(readers);
        }
        return variantOf(node.get(field), field, readers);
    }

    private <T> T variantOf(JsonNode given, String field, Map<String, Function<Fields, ? extends T>> readers) {
        JsonNode child =
                given.isString() ? JsonNodeFactory.instance.objectNode().put("type", given.stringValue()) : given;
        Fields fields = Fields.of(child, at(field), errors);
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

    /** One of several kinds, told apart by the only field's name: {@code {"normal": {...}}}. */
    public <T> T wrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        String choices = list(readers);
        if (!has(field)) {
            error(field, "is required; give one of " + choices);
            return standIn(readers);
        }
        JsonNode child = node.get(field);
        if (!child.isObject() || child.size() != 1) {
            error(field, "must be an object with exactly one of " + choices + ", was " + describe(child));
            return standIn(readers);
        }
        String kind = child.propertyNames().iterator().next();
        Function<Fields, ? extends T> reader = readers.get(kind);
        if (reader == null) {
            errors.add(new SpecError(
                    at(field) + "/" + SpecError.token(kind), "is not a known kind; give one of " + choices));
            return standIn(readers);
        }
        return new Fields(child, at(field), errors).required(kind, reader);
    }

    /** A required value of any kind. */
    public JsonNode tree(String field) {
        return has(field) ? node.get(field) : missing(field, JsonNodeFactory.instance.missingNode());
    }

    /** A required array of one value or more, of any kind. */
    public List<JsonNode> trees(String field) {
        JsonNode array = array(field);
        if (array.isEmpty() && node.path(field).isArray()) {
            error(field, "must have at least one element");
        }
        return List.copyOf(array.values());
    }

    /** An object used as a map, in document order. */
    public <T> Map<String, T> map(String field, Function<Fields, T> reader) {
        Map<String, T> values = new LinkedHashMap<>();
        required(field, fields -> {
            for (String name : fields.node.propertyNames()) {
                values.put(name, fields.required(name, reader));
            }
            return values;
        });
        return values;
    }

    /** An object used as a map, in document order; an absent one is empty. */
    public <T> Map<String, T> optionalMap(String field, Function<Fields, T> reader) {
        return has(field) ? map(field, reader) : Map.of();
    }

    public Map<String, String> texts(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        object(field, fields -> {
            for (String name : fields.node.propertyNames()) {
                values.put(name, fields.text(name));
            }
            return values;
        });
        return values;
    }

    public <T> List<T> list(String field, Function<Fields, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode element : array(field)) {
            Fields fields = Fields.of(element, at(field) + "/" + values.size(), errors);
            values.add(reader.apply(fields));
            fields.end();
        }
        return values;
    }

    /** An array of {@link #variant}s; an absent one is empty. */
    public <T> List<T> variants(String field, Map<String, Function<Fields, ? extends T>> readers) {
        List<T> values = new ArrayList<>();
        if (has(field)) {
            JsonNode array = array(field);
            Fields elements = new Fields(JsonNodeFactory.instance.objectNode(), at(field), errors);
            for (JsonNode element : array) {
                values.add(elements.variantOf(element, String.valueOf(values.size()), readers));
            }
        }
        return values;
    }

    /** An array, empty and an error if there is none. */
    private JsonNode array(String field) {
        if (!has(field)) {
            error(field, "is required");
        } else if (!node.get(field).isArray()) {
            error(field, "must be an array, was " + describe(node.get(field)));
        } else {
            return node.get(field);
        }
        return JsonNodeFactory.instance.arrayNode();
    }

    private double checkedNumber(String field, Range range) {
        JsonNode value = node.get(field);
        if (!value.isNumber()) {
            error(field, "must be a number, was " + describe(value));
            return 1;
        }
        return range.check(value.doubleValue(), message -> error(field, message));
    }

    private long checkedInteger(String field, Range range) {
        JsonNode value = node.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            error(field, "must be a whole number, was " + describe(value));
            return 1;
        }
        range.check((double) value.longValue(), message -> error(field, message));
        return value.longValue();
    }

    private String checkedText(String field) {
        JsonNode value = node.get(field);
        if (!value.isString()) {
            error(field, "must be a string, was " + describe(value));
            return "";
        }
        return value.stringValue();
    }

    private <T> T standIn(Map<String, Function<Fields, ? extends T>> readers) {
        return readers.values().iterator().next().apply(nothing(pointer));
    }

    /** An empty object whose errors nobody sees. */
    private static Fields nothing(String pointer) {
        return new Fields(JsonNodeFactory.instance.objectNode(), pointer, new ArrayList<>());
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

    /** A value as it stands in a message: shortened where it is long. */
    public static String describe(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
