package dev.backspike.api.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A configuration property of the service or the worker, as Spring Boot's metadata describes it: generated from the
 * records of properties, and written by hand for what is read elsewhere.
 *
 * @param otherwise the default; null for none
 */
record Property(String name, @Nullable String otherwise, String description) {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String PREFIX = "backspike.";

    /** All of this project, by name. */
    static List<Property> all() {
        try {
            return Collections.list(Property.class.getClassLoader().getResources(METADATA)).stream()
                    .flatMap(file -> read(file).path("properties").values().stream())
                    .filter(property -> property.path("name").asString().startsWith(PREFIX))
                    .map(Property::of)
                    .sorted(Comparator.comparing(Property::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(URL file) {
        try (InputStream in = file.openStream()) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Property of(JsonNode metadata) {
        JsonNode otherwise = metadata.path("defaultValue");
        return new Property(
                metadata.path("name").asString(),
                otherwise.isMissingNode()
                                || otherwise.isArray()
                                || otherwise.asString().isEmpty()
                        ? null
                        : otherwise.asString(),
                metadata.path("description").asString());
    }

    /** The environment variable that sets it. */
    String variable() {
        return name.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
    }

    /** As a row of a table in Markdown. */
    String row() {
        String shown = description
                .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
                .replaceAll("\\s+", " ")
                .replaceFirst("\\.$", "");
        return "| `" + name + "` | " + (otherwise == null ? "" : "`" + otherwise + "`") + " | "
                + shown.substring(0, 1).toUpperCase(Locale.ROOT) + shown.substring(1) + " |";
    }
}
