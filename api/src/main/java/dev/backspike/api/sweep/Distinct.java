package dev.backspike.api.sweep;

import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tells JSON values apart by what they mean: 1e-3 and 0.001 are the same. */
final class Distinct {

    private Distinct() {}

    /** How many different ones there are. */
    static long of(List<JsonNode> values) {
        return values.stream().map(Distinct::key).distinct().count();
    }

    /** Equal for equal values in the same order. */
    static List<String> key(Collection<JsonNode> values) {
        return values.stream().map(Distinct::key).toList();
    }

    private static String key(JsonNode value) {
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.toString();
    }
}
