package dev.backspike.api.documentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The schema of a document as Markdown: a table for the document, and a section with a table for each object in it. */
final class SpecificationPage {

    /** Up to which length the description of a kind without fields stands in the table that names it. */
    private static final int SHORT = 80;

    private final JsonNode definitions;
    /** By definition, the title of the section that describes it. */
    private final Map<String, String> titles = new LinkedHashMap<>();

    private final StringBuilder page = new StringBuilder();

    private SpecificationPage(JsonNode definitions) {
        this.definitions = definitions;
    }

    static String of(JsonNode schema) {
        SpecificationPage page = new SpecificationPage(schema.path("$defs"));
        page.table("", "", schema);
        return page.page.toString().strip();
    }

    /** A row for each field, and then a section for each object that is new. */
    private void table(String path, String kind, JsonNode object) {
        List<Runnable> sections = new ArrayList<>();
        page.append("| field | value | default | meaning |\n|---|---|---|---|\n");
        object.path("properties").forEachEntry((field, schema) -> {
            if (!schema.has("const")) {
                String where = path.isEmpty() ? field : path + "." + field;
                page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                field,
                                value(new Where(where, kind, sections), schema),
                                otherwise(object, field, schema),
                                inCell(schema.path("description").asString(""))));
            }
        });
        page.append('\n');
        sections.forEach(Runnable::run);
    }

    private static String otherwise(JsonNode object, String field, JsonNode schema) {
        boolean required = object.path("required")
                .valueStream()
                .anyMatch(name -> name.asString().equals(field));
        return required ? "required" : schema.has("default") ? "`" + schema.path("default") + "`" : "";
    }

    /**
     * A field whose values are described.
     *
     * @param path the path of the field
     * @param kind of the object that has the field, if it is one of several
     * @param sections to which it adds those of objects that are new
     */
    private record Where(String path, String kind, List<Runnable> sections) {

        Where below(String element) {
            return new Where(path + element, kind, sections);
        }

        /** The field's name, with what marks its elements. */
        String last() {
            String elements = path.endsWith(".*") ? ".*" : "";
            String field = path.substring(0, path.length() - elements.length());
            return field.substring(field.lastIndexOf('.') + 1) + elements;
        }
    }

    private String value(Where where, JsonNode schema) {
        if (schema.has("anyOf")) {
            return alternatives(where, schema.path("anyOf"));
        }
        if (schema.has("$ref")) {
            return reference(where, schema);
        }
        if (schema.has("enum")) {
            return words(schema);
        }
        return switch (type(schema)) {
            case "object" -> object(where, schema);
            case "array" -> "array of " + value(where.below("[]"), schema.path("items"));
            case "boolean" -> "`true` or `false`";
            case "integer" -> ("whole number " + bounds(schema)).strip();
            case "number" -> ("number " + bounds(schema)).strip();
            case "null" -> "";
            default -> type(schema);
        };
    }

    /** Words that only shorten an object of that type are left out. */
    private String alternatives(Where where, JsonNode anyOf) {
        boolean kinds = anyOf.valueStream()
                .anyMatch(one -> one.has("$ref")
                        && definition(one).path("properties").path("type").has("const"));
        return anyOf.valueStream()
                .filter(one -> !kinds || !one.has("enum"))
                .map(one -> value(where, one))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String words(JsonNode schema) {
        return schema.path("enum")
                .valueStream()
                .filter(JsonNode::isString)
                .map(word -> "`" + word.asString() + "`")
                .collect(Collectors.joining(", "));
    }

    private String object(Where where, JsonNode schema) {
        JsonNode values = schema.path("additionalProperties");
        if (values.isObject()) {
            return "by name: " + value(where.below(".*"), values);
        }
        if (schema.path("properties").isEmpty()) {
            return "object";
        }
        // The only field's name says which kind it is.
        String kind = schema.path("properties").propertyNames().iterator().next();
        JsonNode value = schema.path("properties").path(kind);
        return value.has("$ref")
                ? link(where, kind, kind, value)
                : "`" + kind + "`: " + value(where.below("." + kind), value);
    }

    private String reference(Where where, JsonNode reference) {
        JsonNode object = definition(reference);
        String kind = kindOf(object);
        if (kind.isEmpty()) {
            return link(where, where.path(), where.last(), reference);
        }
        if (object.path("properties").size() > 1) {
            return link(where, where.path() + ": " + kind, kind, reference);
        }
        String description = inCell(object.path("description").asString(""));
        return "`" + kind + "`"
                + (description.isEmpty() || description.length() > SHORT ? "" : " (" + description + ")");
    }

    private String link(Where where, String title, String text, JsonNode reference) {
        String name = reference.path("$ref").asString();
        if (!titles.containsKey(name)) {
            String unique = titles.containsValue(title) ? title + " (" + where.kind() + ")" : title;
            titles.put(name, unique);
            where.sections().add(() -> section(unique, title, definition(reference)));
        }
        return "[`" + text + "`](#" + anchor(titles.getOrDefault(name, "")) + ")";
    }

    private void section(String heading, String title, JsonNode object) {
        page.append("### `").append(heading).append("`\n\n");
        if (object.has("description")) {
            page.append(object.path("description").asString()).append("\n\n");
        }
        table(title.replaceFirst(":.*", ""), kindOf(object), object);
    }

    private static String kindOf(JsonNode object) {
        return object.path("properties").path("type").path("const").asString("");
    }

    private JsonNode definition(JsonNode reference) {
        return definitions.path(reference.path("$ref").asString().replaceFirst(".*/", ""));
    }

    private static String bounds(JsonNode schema) {
        List<String> bounds = new ArrayList<>();
        if (schema.has("exclusiveMinimum")) {
            bounds.add("> " + plain(schema.path("exclusiveMinimum").asDouble()));
        }
        if (schema.has("minimum")) {
            bounds.add(">= " + plain(schema.path("minimum").asDouble()));
        }
        if (schema.has("maximum") && schema.path("maximum").asDouble() != Integer.MAX_VALUE) {
            bounds.add("<= " + plain(schema.path("maximum").asDouble()));
        }
        return String.join(", ", bounds);
    }

    /** Powers of ten as people write them. */
    private static String plain(double bound) {
        double exponent = Math.log10(Math.abs(bound));
        if (bound != 0 && Math.abs(exponent) >= 6 && exponent == Math.rint(exponent)) {
            return (bound < 0 ? "-" : "") + "1e" + (int) exponent;
        }
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asString() : type.asString("any value");
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static String inCell(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
