package dev.backspike.common.json;

import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (draft 2020-12) of a document: what its reader reads. Rules that span several fields are not part of
 * it, so that a document may satisfy its schema and yet be refused; the reverse cannot happen.
 */
public final class JsonSchema {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private JsonSchema() {}

    /**
     * @param reader reads the document by methods of {@link Fields} that say what may stand in a field
     * @throws IllegalStateException if the reader asks whether a field is present
     */
    public static ObjectNode of(String title, Function<Fields, ?> reader, SchemaTexts texts) {
        ObjectNode schema =
                JsonNodeFactory.instance.objectNode().put("$schema", DIALECT).put("title", title);
        Description description = new Description(texts, new Definitions());
        schema.setAll(description.read(reader).schema());
        schema.set("$defs", description.definitions().all());
        return schema;
    }
}
