package dev.backspike.api.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    @Bean
    OpenAPI document(@Value("classpath:openapi/document.yaml") Resource writtenByHand) throws IOException {
        SpringDocUtils.getConfig()
                .replaceWithSchema(JobSpec.class, reference("JobSpecification"))
                .replaceWithSchema(NetworkSpec.class, reference("JobNetwork"))
                .replaceWithSchema(tools.jackson.databind.JsonNode.class, new JsonSchema())
                .replaceWithSchema(SseEmitter.class, typed("string"));
        try (InputStream yaml = writtenByHand.getInputStream()) {
            // The mapper's own reader does not follow anchors.
            JsonNode tree =
                    new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
            OpenAPI document = Json31.mapper().convertValue(tree, OpenAPI.class);
            keepNulls(document.getComponents(), tree.path("components"));
            return document;
        }
    }

    /** Restores null values in examples, which the mapper omits. */
    private static void keepNulls(Components components, JsonNode written) {
        components
                .getExamples()
                .forEach((name, example) ->
                        example.setValue(written.path("examples").path(name).path("value")));
        components.getSchemas().forEach((name, schema) -> {
            JsonNode example = written.path("schemas").path(name).path("example");
            if (!example.isMissingNode()) {
                schema.setExample(example);
            }
        });
    }

    @Bean
    RecordSchemas recordSchemas() {
        return new RecordSchemas();
    }

    @Bean
    OpenApiCustomizer operations() {
        return new Operations();
    }

    @Bean
    OpenApiCustomizer specifications() {
        return new Specifications();
    }

    static Schema<?> reference(String schema) {
        return new JsonSchema().$ref("#/components/schemas/" + schema);
    }

    static Schema<?> typed(String type) {
        return new JsonSchema().typesItem(type);
    }
}
