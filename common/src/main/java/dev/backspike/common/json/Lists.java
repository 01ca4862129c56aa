package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Types of fields that hold an array. */
final class Lists {

    private Lists() {}

    /** An array of values that have errors of their own. */
    record ListType<T>(FieldType<T> element) implements FieldType<List<T>> {

        @Override
        public List<T> read(JsonNode given, Place place) {
            List<T> values = new ArrayList<>();
            for (JsonNode value : array(given, place)) {
                values.add(element.read(value, place.of(values.size())));
            }
            return values;
        }

        @Override
        public List<T> standIn() {
            return List.of();
        }

        @Override
        public Described<List<T>> describe(Description description) {
            return new Described<>(
                    standIn(), SchemaNodes.arrayOf(element.describe(description).schema()));
        }
    }

    /** An array of one value or more, of any kind. */
    record ValuesType() implements FieldType<List<JsonNode>> {

        @Override
        public List<JsonNode> read(JsonNode given, Place place) {
            JsonNode array = array(given, place);
            if (given.isArray() && array.isEmpty()) {
                place.error("must have at least one element");
            }
            return List.copyOf(array.values());
        }

        @Override
        public List<JsonNode> standIn() {
            return List.of();
        }

        @Override
        public Described<List<JsonNode>> describe(Description description) {
            return new Described<>(standIn(), SchemaNodes.typed("array").put("minItems", 1));
        }
    }

    /** An array of at least one whole number. */
    record IntegersType(Range range) implements FieldType<List<Integer>> {

        @Override
        public List<Integer> read(JsonNode given, Place place) {
            List<Integer> values = new ArrayList<>();
            for (JsonNode element : new ValuesType().read(given, place)) {
                if (element.isIntegralNumber() && element.canConvertToInt()) {
                    range.check(element.intValue(), place::error);
                    values.add(element.intValue());
                } else {
                    place.error("must contain whole numbers only, has " + Fields.describe(element));
                }
            }
            return values;
        }

        @Override
        public List<Integer> standIn() {
            return List.of();
        }

        @Override
        public Described<List<Integer>> describe(Description description) {
            return new Described<>(
                    standIn(),
                    SchemaNodes.arrayOf(SchemaNodes.bounded("integer", range)).put("minItems", 1));
        }
    }

    /** An array of one word or more of a closed set; repetitions count once. */
    record WordsType(Collection<String> words) implements FieldType<List<String>> {

        @Override
        public List<String> read(JsonNode given, Place place) {
            Set<String> values = new LinkedHashSet<>();
            for (JsonNode element : new ValuesType().read(given, place)) {
                if (element.isString() && words.contains(element.stringValue())) {
                    values.add(element.stringValue());
                } else {
                    place.error("must be an array of some of " + String.join(", ", words) + ", has "
                            + Fields.describe(element));
                }
            }
            return List.copyOf(values);
        }

        @Override
        public List<String> standIn() {
            return List.of();
        }

        @Override
        public Described<List<String>> describe(Description description) {
            return new Described<>(
                    standIn(), SchemaNodes.arrayOf(SchemaNodes.oneOf(words)).put("minItems", 1));
        }
    }

    /** An array of one text or more, without repetitions. */
    record TextsType() implements FieldType<List<String>> {

        @Override
        public List<String> read(JsonNode given, Place place) {
            Set<String> values = new LinkedHashSet<>();
            for (JsonNode element : new ValuesType().read(given, place)) {
                if (!element.isString()) {
                    place.error("must be an array of strings, has " + Fields.describe(element));
                } else if (!values.add(element.stringValue())) {
                    place.error("has \"" + element.stringValue() + "\" twice; give each once");
                }
            }
            return List.copyOf(values);
        }

        @Override
        public List<String> standIn() {
            return List.of();
        }

        @Override
        public Described<List<String>> describe(Description description) {
            return new Described<>(
                    standIn(),
                    SchemaNodes.arrayOf(SchemaNodes.typed("string"))
                            .put("minItems", 1)
                            .put("uniqueItems", true));
        }
    }

    private static JsonNode array(JsonNode given, Place place) {
        if (given.isArray()) {
            return given;
        }
        place.error("must be an array, was " + Fields.describe(given));
        return JsonNodeFactory.instance.arrayNode();
    }
}
