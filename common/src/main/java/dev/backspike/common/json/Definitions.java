package dev.backspike.common.json;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the objects of a document, each once, under names derived from their types. */
final class Definitions {

    private static final Pattern WORD_START = Pattern.compile("(?:^|-)([a-z])");

    private final ObjectNode all = JsonNodeFactory.instance.objectNode();

    /** Returns the schemas by name. */
    ObjectNode all() {
        return all;
    }

    /** Returns a reference to a schema; different schemas with the same name are numbered. */
    ObjectNode reference(String name, ObjectNode schema) {
        String unique = name;
        for (int i = 2; all.has(unique) && !all.path(unique).equals((JsonNode) schema); i++) {
            unique = name + i;
        }
        all.set(unique, schema);
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + unique);
    }

    /** Returns the name of one of several alternatives, such as LossFirstSpike. */
    static String nameOf(@Nullable Object value, String kind) {
        Class<?> enclosing = value == null ? null : value.getClass().getEnclosingClass();
        String camel =
                WORD_START.matcher(kind).replaceAll(start -> start.group(1).toUpperCase(Locale.ROOT));
        return (enclosing == null ? "" : nameOf(enclosing)) + camel;
    }

    /** Returns the name of a type without the word that all types of a specification share. */
    static String nameOf(Class<?> type) {
        return type.getSimpleName().replaceFirst("Spec$", "");
    }
}
