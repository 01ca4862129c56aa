package dev.backspike.api.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backspike.api.schema.DocumentSchema;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Adds the schema of the job specification; its definitions join the other schemas, each with a prefix. */
final class Specifications implements OpenApiCustomizer {

    private static final String NAME = "JobSpecification";
    private static final String PREFIX = "Job";

    @Override
    public void customise(OpenAPI document) {
        ObjectNode job =
                read(DocumentSchema.JOB.create().toString().replace("#/$defs/", "#/components/schemas/" + PREFIX));
        job.remove("$schema");
        for (Map.Entry<String, JsonNode> definition : job.remove("$defs").properties()) {
            document.getComponents().addSchemas(PREFIX + definition.getKey(), schema(definition.getValue()));
        }
        Schema<?> described =
                Objects.requireNonNull(document.getComponents().getSchemas().get(NAME));
        document.getComponents()
                .addSchemas(
                        NAME,
                        schema(job).description(described.getDescription()).example(described.getExample()));
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) Json31.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema is not JSON", e);
        }
    }

    private static Schema<?> schema(JsonNode node) {
        return Json31.mapper().convertValue(node, Schema.class);
    }
}
