package dev.backspike.common.json;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a field may hold: how to read it, and its schema. */
interface FieldType<T> {

    /** Reads a value that is present. If the value is invalid, adds an error and returns a placeholder. */
    T read(JsonNode given, Place place);

    /** Returns a placeholder for a required value that is absent. */
    T standIn();

    /** Returns the schema, and a placeholder whose type supplies the description of the field. */
    Described<T> describe(Description description);

    /** Returns the error of a required value that is absent. */
    default String missing() {
        return "is required";
    }

    /** Reads a required value; null counts as absent. */
    default T readRequired(JsonNode given, Place place) {
        if (given.isNull() || given.isMissingNode()) {
            place.error(missing());
            return standIn();
        }
        return read(given, place);
    }

    /** Returns the names of alternatives for a message. */
    static String oneOf(Map<String, ?> alternatives) {
        return "one of "
                + String.join(", ", alternatives.keySet().stream().sorted().toList());
    }
}
