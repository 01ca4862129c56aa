package dev.backspike.api.sweep;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sets fields of a job specification by JSON pointer (RFC 6901). */
final class SpecTree {

    private SpecTree() {}

    /**
     * Sets the values. Missing objects along a path are created, so that a misspelt name reaches the job parser, which
     * reports it.
     *
     * @return a copy
     * @throws InvalidSpecException if a pointer leads through a value that cannot have the field; its pointer is the
     *     parameter's
     */
    static ObjectNode with(ObjectNode base, Map<String, JsonNode> values) {
        ObjectNode copy = base.deepCopy();
        values.forEach((pointer, value) -> set(copy, pointer, value));
        return copy;
    }

    private static void set(ObjectNode root, String pointer, JsonNode value) {
        String[] names = pointer.substring(1).split("/", -1);
        JsonNode parent = root;
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth < names.length; depth++) {
            String name = SpecError.field(names[depth]);
            boolean last = depth == names.length - 1;
            switch (parent) {
                case ObjectNode object when last -> object.set(name, value);
                case ObjectNode object -> parent = object.has(name) ? object.get(name) : object.putObject(name);
                case ArrayNode array when isIndex(name, array) && last -> array.set(Integer.parseInt(name), value);
                case ArrayNode array when isIndex(name, array) -> parent = array.get(Integer.parseInt(name));
                default ->
                    throw new InvalidSpecException(
                            SweepRules.parameter(pointer),
                            "leads to " + name + " in " + (path.isEmpty() ? "the job" : path) + ", which is "
                                    + Fields.describe(parent)
                                    + " and has no such field; add the field to the base");
            }
            path.append('/').append(names[depth]);
        }
    }

    private static boolean isIndex(String name, ArrayNode array) {
        return name.matches("\\d{1,9}") && Integer.parseInt(name) < array.size();
    }
}
