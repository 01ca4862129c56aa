package dev.backspike.api.schema;

import dev.backspike.common.spec.reading.JobSpecParser;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of the job specification, with descriptions. */
public final class JobSchema {

    private JobSchema() {}

    /** Returns a new copy. */
    public static ObjectNode create() {
        return JobSpecParser.schema(new JavadocTexts());
    }

    /** Created on first use, since it takes a while. */
    private static final class Shared {
        static final Map<String, JsonNode> FIELDS =
                new JsonMapper().convertValue(create(), new TypeReference<LinkedHashMap<String, JsonNode>>() {});
    }

    static Map<String, JsonNode> fields() {
        return Shared.FIELDS;
    }
}
