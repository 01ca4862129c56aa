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
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of a JSON object as a reader requests them, with types, bounds and defaults. {@link StrictJson} supplies
 * the fields of a document; {@link JsonSchema} records the requests, which amount to the schema of the object. Null
 * counts as absent everywhere.
 */
public sealed interface Fields permits GivenFields, DescribedFields {

    /**
     * Whether a field is present. A reader that asks has no schema; the methods named {@code optional...} return null
     * where a field is absent.
     */
    boolean has(String field);

    /** Reports an error of a field. */
    void error(String field, String message);

    /** Reports an error of an entry of a field that is an object. */
    void error(String field, String entry, String message);

    /** Reports an error of the object as a whole. */
    void error(String message);

    double number(String field, double otherwise, Range range);

    /** A required number. */
    double number(String field, Range range);

    @Nullable
    Double optionalNumber(String field, Range range);

    long integer(String field, long otherwise, Range range);

    /** A required whole number. */
    long integer(String field, Range range);

    /** @param range within that of an int */
    @Nullable
    Integer optionalInteger(String field, Range range);

    default @Nullable Integer optionalCount(String field) {
        return optionalInteger(field, Range.COUNT);
    }

    /** A required array of at least one whole number. */
    List<Integer> integers(String field, Range range);

    /** An array of at least one whole number. */
    @Nullable
    List<Integer> optionalIntegers(String field, Range range);

    boolean flag(String field, boolean otherwise);

    String text(String field, String otherwise);

    /** A required text. */
    String text(String field);

    /**
     * A required text that must satisfy a rule.
     *
     * @param objection returns what is wrong with a text, or null
     */
    String text(String field, Function<String, @Nullable String> objection);

    @Nullable
    String optionalText(String field);

    /** A text that must satisfy a rule, likewise, where it is present. */
    @Nullable
    String optionalText(String field, Function<String, @Nullable String> objection);

    /** A required word of a closed set. */
    <T> T word(String field, Map<String, T> words);

    /** One of a closed set of words. */
    <T> T word(String field, T otherwise, Map<String, T> words);

    /** One of a closed set of words. */
    <T> @Nullable T optionalWord(String field, Map<String, T> words);

    /** An array of one word or more of a closed set, without repetitions; an absent one is {@code otherwise}. */
    List<String> words(String field, List<String> otherwise, Collection<String> words);

    /** An object used as a map of texts, in document order; an absent one is empty. */
    Map<String, String> texts(String field);

    /**
     * A required object used as a map of expressions, in document order: each a text, or a number that stands for one.
     */
    Map<String, String> expressions(String field);

    /** The same where it may be absent; an absent one is empty. */
    Map<String, String> optionalExpressions(String field);

    /** An array of one text or more, without repetitions; an absent one is {@code otherwise}. */
    List<String> textList(String field, List<String> otherwise);

    /** A nested object; an absent one reads as empty, so that its own defaults apply. */
    <T> T object(String field, Function<Fields, T> reader);

    /** A nested object. */
    <T> @Nullable T optionalObject(String field, Function<Fields, T> reader);

    /** A required nested object. */
    <T> T required(String field, Function<Fields, T> reader);

    /** An object used as a map, in document order. */
    <T> Map<String, T> map(String field, Function<Fields, T> reader);

    /** An object used as a map, in document order; an absent one is empty. */
    <T> Map<String, T> optionalMap(String field, Function<Fields, T> reader);

    /**
     * An object used as a map of values that are not objects only, in document order; an absent one is empty.
     *
     * @param reader reads the entry of a name from the object
     */
    <T> Map<String, T> optionalEntries(String field, BiFunction<Fields, String, T> reader);

    /** A required array of objects. */
    <T> List<T> list(String field, Function<Fields, T> reader);

    /**
     * One of several kinds, distinguished by the {@code type} of the nested object; a bare string stands for an object
     * with no other fields.
     */
    <T> T variant(String field, Map<String, Function<Fields, ? extends T>> readers);

    /**
     * The same with a default.
     *
     * @param otherwise the kind of an absent field; it needs no other fields
     */
    <T> T variant(String field, String otherwise, Map<String, Function<Fields, ? extends T>> readers);

    /** An array of {@link #variant}s; an absent one is empty. */
    <T> List<T> variants(String field, Map<String, Function<Fields, ? extends T>> readers);

    /** One of several kinds, distinguished by the name of the only field: {@code {"normal": {...}}}. */
    <T> T wrapped(String field, Map<String, Function<Fields, ? extends T>> readers);

    /** The same where it may be absent. */
    <T> @Nullable T optionalWrapped(String field, Map<String, Function<Fields, ? extends T>> readers);

    /**
     * One of several kinds, distinguished by the name of the only field, whose value need not be an object:
     * {@code {"values": [...]}}.
     *
     * @param readers by name of the field; each reads it from the object that has it
     */
    <T> T choice(String field, Map<String, Function<Fields, ? extends T>> readers);

    /**
     * A number, or an object in its place.
     *
     * @param ofObject reads the same field where it is an object
     */
    <T> T numberOr(
            String field, double otherwise, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject);

    /** The same where it is required. */
    <T> T numberOr(String field, Range range, DoubleFunction<T> ofNumber, Supplier<? extends T> ofObject);

    /** A whole number, or an object in its place; likewise. */
    <T> T integerOr(
            String field, long otherwise, Range range, LongFunction<T> ofNumber, Supplier<? extends T> ofObject);

    /**
     * One of two readings of a nested object.
     *
     * @param key the field of it that decides
     * @param has reads the field where the object has the key, {@code hasNot} where it has not
     */
    <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot);

    /** A required value of any kind. */
    JsonNode tree(String field);

    /** A required object with any fields. */
    ObjectNode anyObject(String field);

    /** A required array of one value or more, of any kind. */
    List<JsonNode> trees(String field);

    /** Returns a value for a message, shortened if it is long. */
    static String describe(JsonNode value) {
        String text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
