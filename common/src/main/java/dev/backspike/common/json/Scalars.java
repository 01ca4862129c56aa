package dev.backspike.common.json;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Types of fields that hold a single number, truth value or text. */
final class Scalars {

    private Scalars() {}

    record NumberType(Range range) implements FieldType<Double> {

        @Override
        public Double read(JsonNode given, Place place) {
            if (!given.isNumber()) {
                place.error("must be a number, was " + Fields.describe(given));
                return 1.0;
            }
            return range.check(given.doubleValue(), place::error);
        }

        @Override
        public Double standIn() {
            return 1.0;
        }

        @Override
        public Described<Double> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.bounded("number", range));
        }
    }

    record LongType(Range range) implements FieldType<Long> {

        @Override
        public Long read(JsonNode given, Place place) {
            if (!given.isIntegralNumber() || !given.canConvertToLong()) {
                place.error("must be a whole number, was " + Fields.describe(given));
                return 1L;
            }
            range.check((double) given.longValue(), place::error);
            return given.longValue();
        }

        @Override
        public Long standIn() {
            return 1L;
        }

        @Override
        public Described<Long> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.bounded("integer", range));
        }
    }

    record FlagType() implements FieldType<Boolean> {

        @Override
        public Boolean read(JsonNode given, Place place) {
            if (!given.isBoolean()) {
                place.error("must be true or false, was " + Fields.describe(given));
                return standIn();
            }
            return given.booleanValue();
        }

        @Override
        public Boolean standIn() {
            return false;
        }

        @Override
        public Described<Boolean> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.typed("boolean"));
        }
    }

    /** @param objection returns what is wrong with a text, or null */
    record TextType(Function<String, @Nullable String> objection) implements FieldType<String> {

        static final TextType ANY = new TextType(_ -> null);

        @Override
        public String read(JsonNode given, Place place) {
            if (!given.isString()) {
                place.error("must be a string, was " + Fields.describe(given));
                return "";
            }
            String objected = objection.apply(given.stringValue());
            if (objected != null) {
                place.error(objected);
            }
            return given.stringValue();
        }

        @Override
        public String standIn() {
            return "";
        }

        @Override
        public Described<String> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.typed("string"));
        }
    }

    /** A text, or a number that stands for one. */
    record ExpressionType() implements FieldType<String> {

        @Override
        public String read(JsonNode given, Place place) {
            return given.isNumber() ? given.asString() : TextType.ANY.read(given, place);
        }

        @Override
        public String standIn() {
            return "";
        }

        @Override
        public Described<String> describe(Description description) {
            ObjectNode schema = SchemaNodes.anyOf(List.of(SchemaNodes.typed("string"), SchemaNodes.typed("number")));
            return new Described<>(standIn(), schema);
        }
    }

    /** One of a closed set of words. */
    record WordType<T>(Map<String, T> words) implements FieldType<T> {

        @Override
        public T read(JsonNode given, Place place) {
            T value = given.isString() ? words.get(given.stringValue()) : null;
            if (value == null) {
                place.error("must be " + FieldType.oneOf(words) + ", was " + Fields.describe(given));
                return standIn();
            }
            return value;
        }

        @Override
        public String missing() {
            return "is required; give " + FieldType.oneOf(words);
        }

        @Override
        public T standIn() {
            return words.values().iterator().next();
        }

        @Override
        public Described<T> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.oneOf(words.keySet()));
        }

        /** Returns the word of a value. */
        String nameOf(T value) {
            return words.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(value))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the default " + value + " is none of " + words));
        }
    }
}
