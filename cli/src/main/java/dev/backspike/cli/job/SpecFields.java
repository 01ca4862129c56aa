package dev.backspike.cli.job;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The fields of a specification by the paths that {@code --set} takes. */
final class SpecFields {

    private SpecFields() {}

    /** @return the value of each field that is neither an object nor an array, as JSON or as the text of a string */
    static Map<String, String> of(JsonNode spec) {
        Map<String, String> fields = new TreeMap<>();
        collect(spec, "", fields);
        return fields;
    }

    private static void collect(JsonNode node, String path, Map<String, String> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.forEachEntry((name, value) -> collect(value, join(path, name), fields));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int k = 0; k < node.size(); k++) {
                collect(node.path(k), join(path, String.valueOf(k)), fields);
            }
        } else {
            fields.put(path, node.isString() ? node.stringValue() : node.toString());
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
