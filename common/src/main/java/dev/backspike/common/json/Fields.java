package dev.backspike.common.json;

import java.util.Collection;
import java.util.List;
import java.util.Map;
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
 * The fields of a JSON object as a reader requests them, with types, bounds and defaults. {@link StrictJson} supplies
 * the fields of a document; {@link JsonSchema} records the requests, which amount to the schema of the object. Null
 * counts as absent everywhere.
 */
public abstract sealed class Fields permits GivenFields, DescribedFields {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * Whether a field is present. A reader that asks has no schema; the methods named {@code optional...} return null
     * where a field is absent.
     */
    public abstract boolean has(String field);

    /** Reports an error of a field. */
    public abstract void error(String field, String message);

    /** Reports an error of an entry of a field that is an object. */
    public abstract void error(String field, String entry, String message);

    /** Reports an error of the object as a whole. */
    public abstract void error(String message);

    public final double number(String field, double otherwise, Range range) {
        return optional(field, new Scalars.NumberType(range), otherwise, SchemaNodes.numberNode(otherwise));
    }

    /** A required number. */
    public final double number(String field, Range range) {
        return required(field, new Scalars.NumberType(range));
    }

    @Nullable
    public final Double optionalNumber(String field, Range range) {
        return optional(field, new Scalars.NumberType(range));
    }

    public final long integer(String field, long otherwise, Range range) {
        return optional(field, new Scalars.LongType(range), otherwise, JSON.numberNode(otherwise));
    }

    /** A required whole number. */
    public final long integer(String field, Range range) {
        return required(field, new Scalars.LongType(range));
    }

    /** @param range within that of an int */
    @Nullable
    public final Integer optionalInteger(String field, Range range) {
        Long value = optional(field, new Scalars.LongType(range));
        return value == null ? null : (Integer) (int) (long) value;
    }

    public final @Nullable Integer optionalCount(String field) {
        return optionalInteger(field, Range.COUNT);
    }

    /** A required array of at least one whole number. */
    public final List<Integer> integers(String field, Range range) {
        return required(field, new Lists.IntegersType(range));
    }

    /** An array of at least one whole number. */
    @Nullable
    public final List<Integer> optionalIntegers(String field, Range range) {
        return optional(field, new Lists.IntegersType(range));
    }

    public final boolean flag(String field, boolean otherwise) {
        return optional(field, new Scalars.FlagType(), otherwise, JSON.booleanNode(otherwise));
    }

    public final String text(String field, String otherwise) {
        return optional(field, Scalars.TextType.ANY, otherwise, JSON.stringNode(otherwise));
    }

    /** A required text. */
    public final String text(String field) {
        return required(field, Scalars.TextType.ANY);
    }

    /**
     * A required text that must satisfy a rule.
     *
     * @param objection returns what is wrong with a text, or null
     */
    public final String text(String field, Function<String, @Nullable String> objection) {
        return required(field, new Scalars.TextType(objection));
    }

    @Nullable
    public final String optionalText(String field) {
        return optional(field, Scalars.TextType.ANY);
    }

    /** A text that must satisfy a rule, likewise, where it is present. */
    @Nullable
    public final String optionalText(String field, Function<String, @Nullable String> objection) {
        return optional(field, new Scalars.TextType(objection));
    }

    /** A required word of a closed set. */
    public final <T> T word(String field, Map<String, T> words) {
        return required(field, new Scalars.WordType<>(words));
    }

    /** One of a closed set of words. */
    public final <T> T word(String field, T otherwise, Map<String, T> words) {
        var type = new Scalars.WordType<>(words);
        return optional(field, type, otherwise, JSON.stringNode(type.nameOf(otherwise)));
    }

    /** One of a closed set of words. */
    public final <T> @Nullable T optionalWord(String field, Map<String, T> words) {
        return optional(field, new Scalars.WordType<>(words));
    }

    /** An array of one word or more of a closed set, without repetitions; an absent one is {@code otherwise}. */
    public final List<String> words(String field, List<String> otherwise, Collection<String> words) {
        return optional(field, new Lists.WordsType(words), otherwise, SchemaNodes.arrayNode(otherwise));
    }

    /** An object used as a map of texts, in document order; an absent one is empty. */
    public final Map<String, String> texts(String field) {
        return optionally(field, new Nested.MapType<>(Scalars.TextType.ANY));
    }

    /**
     * A required object used as a map of expressions, in document order: each a text, or a number that stands for one.
     */
    public final Map<String, String> expressions(String field) {
        return required(field, new Nested.MapType<>(new Scalars.ExpressionType()));
    }

    /** The same where it may be absent; an absent one is empty. */
    public final Map<String, String> optionalExpressions(String field) {
        return optionally(field, new Nested.MapType<>(new Scalars.ExpressionType()));
    }

    /** An array of one text or more, without repetitions; an absent one is {@code otherwise}. */
    public final List<String> textList(String field, List<String> otherwise) {
        return optional(field, new Lists.TextsType(), otherwise, SchemaNodes.arrayNode(otherwise));
    }

    /** A nested object; an absent one reads as empty, so that its own defaults apply. */
    public final <T> T object(String field, Function<Fields, T> reader) {
        return optional(field, new Nested.ObjectType<>(reader), JSON.objectNode());
    }

    /** A nested object. */
    public final <T> @Nullable T optionalObject(String field, Function<Fields, T> reader) {
        return optional(field, new Nested.ObjectType<>(reader));
    }

    /** A required nested object. */
    public final <T> T required(String field, Function<Fields, T> reader) {
        return required(field, new Nested.ObjectType<>(reader));
    }

    /** An object used as a map, in document order. */
    public final <T> Map<String, T> map(String field, Function<Fields, T> reader) {
        return required(field, new Nested.MapType<>(new Nested.ObjectType<>(reader)));
    }

    /** An object used as a map, in document order; an absent one is empty. */
    public final <T> Map<String, T> optionalMap(String field, Function<Fields, T> reader) {
        return optionally(field, new Nested.MapType<>(new Nested.ObjectType<>(reader)));
    }

    /**
     * An object used as a map of values that are not objects only, in document order; an absent one is empty.
     *
     * @param reader reads the entry of a name from the object
     */
    public final <T> Map<String, T> optionalEntries(String field, BiFunction<Fields, String, T> reader) {
        return optionally(field, new Nested.EntriesType<>(reader));
    }

    /** A required array of objects. */
    public final <T> List<T> list(String field, Function<Fields, T> reader) {
        return required(field, new Lists.ListType<>(new Nested.ObjectType<>(reader)));
    }

    /**
     * One of several kinds, distinguished by the {@code type} of the nested object; a bare string stands for an object
     * with no other fields.
     */
    public final <T> T variant(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return required(field, new Alternatives.VariantType<>(readers));
    }

    /**
     * The same with a default.
     *
     * @param otherwise the kind of an absent field; it needs no other fields
     */
    public final <T> T variant(String field, String otherwise, Map<String, Function<Fields, ? extends T>> readers) {
        return optional(field, new Alternatives.VariantType<>(readers), JSON.stringNode(otherwise));
    }

    /** An array of {@link #variant}s; an absent one is empty. */
    public final <T> List<T> variants(String field, Map<String, Function<Fields, ? extends T>> readers) {
        List<T> values = optional(field, new Lists.ListType<>(new Alternatives.VariantType<>(readers)));
        return values == null ? List.of() : values;
    }

    /** One of several kinds, distinguished by the name of the only field: {@code {"normal": {...}}}. */
    public final <T> T wrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return required(field, new Alternatives.WrappedType<>(readers));
    }

    /** The same where it may be absent. */
    public final <T> @Nullable T optionalWrapped(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return optional(field, new Alternatives.WrappedType<>(readers));
    }

    /**
     * One of several kinds, distinguished by the name of the only field, whose value need not be an object:
     * {@code {"values": [...]}}.
     *
     * @param readers by name of the field; each reads it from the object that has it
     */
    public final <T> T choice(String field, Map<String, Function<Fields, ? extends T>> readers) {
        return required(field, new Alternatives.ChoiceType<>(readers));
    }

    /**
     * A number, or an object in its place.
     *
     * @param ofObject reads the same field where it is an object
     */
    public final <T> T numberOr(
            String field, double otherwise, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return orObject(field, () -> ofNumber.apply(number(field, otherwise, range)), ofObject);
    }

    /** The same where it is required. */
    public final <T> T numberOr(String field, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return orObject(field, () -> ofNumber.apply(number(field, range)), ofObject);
    }

    /** A whole number, or an object in its place; likewise. */
    public final <T> T integerOr(
            String field, long otherwise, Range range, LongFunction<T> ofNumber, Supplier<? extends T> ofObject) {
        return orObject(field, () -> ofNumber.apply(integer(field, otherwise, range)), ofObject);
    }

    /**
     * One of two readings of a nested object.
     *
     * @param key the field of it that decides
     * @param has reads the field where the object has the key, {@code hasNot} where it has not
     */
    public abstract <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot);

    /** A required value of any kind. */
    public final JsonNode tree(String field) {
        return required(field, new Nested.AnyType());
    }

    /** A value of any kind. */
    public final @Nullable JsonNode optionalTree(String field) {
        return optional(field, new Nested.AnyType());
    }

    /** A required object with any fields. */
    public final ObjectNode anyObject(String field) {
        return required(field, new Nested.AnyObjectType());
    }

    /** A required array of one value or more, of any kind. */
    public final List<JsonNode> trees(String field) {
        return required(field, new Lists.ValuesType());
    }

    /** Requests a value that must be present. */
    abstract <T> T required(String field, FieldType<T> type);

    /** Requests a value; null if absent. */
    abstract <T> @Nullable T optional(String field, FieldType<T> type);

    /**
     * Requests a value that has a default.
     *
     * @param otherwise the value of an absent field
     * @param shown the same in the schema
     */
    abstract <T> T optional(String field, FieldType<T> type, T otherwise, JsonNode shown);

    /**
     * Requests a value that has a default.
     *
     * @param otherwise is read in place of an absent field
     */
    abstract <T> T optional(String field, FieldType<T> type, JsonNode otherwise);

    /**
     * Requests an object, or something else in its place.
     *
     * @param otherwise requests the same field unless it is an object
     */
    abstract <T> T orObject(String field, Supplier<? extends T> otherwise, Supplier<? extends T> ofObject);

    private <T> Map<String, T> optionally(String field, FieldType<Map<String, T>> type) {
        return optional(field, type, Map.of(), JSON.objectNode());
    }

    /** Returns a value for a message, shortened if it is long. */
    public static String describe(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
