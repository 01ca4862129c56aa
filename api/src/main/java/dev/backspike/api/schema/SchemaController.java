package dev.backspike.api.schema;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class SchemaController {

    /**
     * Returns the JSON Schema (draft 2020-12) of a job specification, for completion and validation in editors. It does
     * not include the rules that relate several fields; {@code POST /api/v1/jobs:validate} checks them too.
     */
    @GetMapping(path = "/api/v1/schema/job", produces = "application/schema+json")
    Map<String, JsonNode> job() {
        return JobSchema.fields();
    }
}
