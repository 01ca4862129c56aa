package dev.backspike.api.sweep;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Compares JSON values by meaning: 1e-3 and 0.001 are equal. */
final class Distinct {

    private Distinct() {}

    /** Returns how many different values there are. */
    static long count(List<JsonNode> values) {
        return values.stream().map(Distinct::key).distinct().count();
    }

    /** Returns a key that is equal for equal values in the same order. */
    static List<String> key(Collection<JsonNode> values) {
        return values.stream().map(Distinct::key).toList();
    }

    private static String key(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.toString();
    }
}
