package dev.backspike.api.schema;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class SchemaController {

    /**
     * The JSON Schema (draft 2020-12) of a job specification, with which editors complete and validate one. Rules that
     * span several fields are not part of it; {@code POST /api/v1/jobs:validate} checks them too.
     */
    @GetMapping(path = "/api/v1/schema/job", produces = "application/schema+json")
    Map<String, JsonNode> job() {
        return JobSchema.fields();
    }
}
