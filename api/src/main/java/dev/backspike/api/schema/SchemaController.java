package dev.backspike.api.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
class SchemaController {

    /** Created on first use, since it takes a while. */
    private final Map<DocumentSchema, Map<String, JsonNode>> created = new ConcurrentHashMap<>();

    /**
     * Returns the JSON Schema (draft 2020-12) of a job specification, for completion and validation in editors. It does
     * not include the rules that relate several fields; {@code POST /api/v1/jobs:validate} checks them too.
     */
    @GetMapping(path = "/api/v1/schema/job", produces = "application/schema+json")
    Map<String, JsonNode> job() {
        return fields(DocumentSchema.JOB);
    }

    /**
     * Returns the JSON Schema (draft 2020-12) of a sweep. It does not include the rules that relate several fields;
     * {@code POST /api/v1/sweeps:validate} checks them too.
     */
    @GetMapping(path = "/api/v1/schema/sweep", produces = "application/schema+json")
    Map<String, JsonNode> sweep() {
        return fields(DocumentSchema.SWEEP);
    }

    /** Returns the JSON Schema (draft 2020-12) of a request to create a webhook. */
    @GetMapping(path = "/api/v1/schema/webhook", produces = "application/schema+json")
    Map<String, JsonNode> webhook() {
        return fields(DocumentSchema.WEBHOOK);
    }

    private Map<String, JsonNode> fields(DocumentSchema document) {
        return created.computeIfAbsent(
                document,
                one -> new JsonMapper()
                        .convertValue(one.create(), new TypeReference<LinkedHashMap<String, JsonNode>>() {}));
    }
}
