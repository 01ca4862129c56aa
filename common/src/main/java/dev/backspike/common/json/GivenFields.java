package dev.backspike.common.json;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The fields of an object in a document. Reading continues after an error with a placeholder, so that users see every
 * error at once; placeholders never escape, because {@link StrictJson} throws if there are errors.
 */
final class GivenFields extends Fields {

    private final JsonNode node;
    private final Place place;
    private final Set<String> known = new HashSet<>();

    private GivenFields(JsonNode node, Place place) {
        this.node = node;
        this.place = place;
    }

    /** Returns the fields of an object; if the node is not an object, adds an error and returns no fields. */
    static GivenFields of(JsonNode node, Place place) {
        if (!node.isObject()) {
            place.error("must be an object, was " + describe(node));
            return nothing();
        }
        return new GivenFields(node, place);
    }

    /** Returns an empty object whose errors are discarded. */
    static GivenFields nothing() {
        return new GivenFields(JsonNodeFactory.instance.objectNode(), Place.discarding());
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
        place.of(field).error(message);
    }

    @Override
    public void error(String field, String entry, String message) {
        place.of(field).of(entry).error(message);
    }

    @Override
    public void error(String message) {
        place.error(message);
    }

    @Override
    public boolean has(String field) {
        known.add(field);
        return node.has(field) && !node.get(field).isNull();
    }

    @Override
    <T> T required(String field, FieldType<T> type) {
        known.add(field);
        return type.readRequired(node.path(field), place.of(field));
    }

    @Override
    <T> @Nullable T optional(String field, FieldType<T> type) {
        return has(field) ? type.read(node.get(field), place.of(field)) : null;
    }

    @Override
    <T> T optional(String field, FieldType<T> type, T otherwise, JsonNode shown) {
        return has(field) ? type.read(node.get(field), place.of(field)) : otherwise;
    }

    @Override
    <T> T optional(String field, FieldType<T> type, JsonNode otherwise) {
        return type.read(has(field) ? node.get(field) : otherwise, place.of(field));
    }

    @Override
    <T> T orObject(String field, Supplier<? extends T> otherwise, Supplier<? extends T> ofObject) {
        return has(field) && node.get(field).isObject() ? ofObject.get() : otherwise.get();
    }

    @Override
    public <T> T ifWithin(String field, String key, Supplier<? extends T> has, Supplier<? extends T> hasNot) {
        return has(field) && node.get(field).has(key) ? has.get() : hasNot.get();
    }
}
