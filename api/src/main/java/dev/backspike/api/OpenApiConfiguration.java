package dev.backspike.api;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.List;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The document at {@code /openapi}: what springdoc reads from the controllers, and what it cannot see. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    private static final String EXAMPLE = """
            {
              "name": "yin-yang",
              "labels": {"paper": "Wunderlich & Pehle 2021"},
              "dataset": {"type": "yin-yang", "encoding": {"tMin": 0, "tMax": 30, "tBias": 0}},
              "network": {
                "duration": 60,
                "solver": "event",
                "populations": {
                  "input": {"neuron": "input"},
                  "hidden": {"neuron": {"type": "lif", "tauMem": 20}, "size": 200},
                  "output": {"neuron": {"type": "lif", "tauMem": 20}}
                },
                "connections": [
                  {"from": "input", "to": "hidden", "tauSyn": 5, "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                  {"from": "hidden", "to": "output", "tauSyn": 5, "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}
                ]
              },
              "training": {"epochs": 10, "batchSize": 32, "seed": 1, "loss": "first-spike", "optimiser": "adam"}
            }""";

    private static final String SWEEP = """
            {
              "name": "rates",
              "base": %s,
              "parameters": {"/training/optimiser": {"values": ["adam", {"type": "sgd", "learningRate": 0.1}]}},
              "replicates": {"seeds": [1, 2, 3]},
              "objective": {"series": "validation.accuracy"}
            }""".formatted(EXAMPLE);

    @Bean
    OpenAPI document() {
        return new OpenAPI()
                .info(new Info()
                        .title("Backspike")
                        .description("Training of spiking neural networks with exact gradients, as a service."
                                + " Every error is a problem document (RFC 9457).")
                        .version("v1")
                        .license(new License().name("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                "token",
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .description("where the service asks for tokens")))
                .security(List.of(new SecurityRequirement().addList("token"), new SecurityRequirement()));
    }

    @Bean
    OpenApiCustomizer whatControllersDoNotSay() {
        return document -> {
            document.getComponents().addSchemas("Problem", problem()).addSchemas("JobEvent", event());
            shownAsObject(document, "JobResource", "spec", "resolvedSpec");
            shownAsObject(document, "SweepResource", "spec");
            shownAsObject(document, "Validation", "resolvedSpec");
            document.getPaths()
                    .forEach((path, item) -> item.readOperations().forEach(operation -> {
                        operation.getResponses().addApiResponse("default", problemResponse());
                        if (path.equals("/api/v1/jobs") || path.equals("/api/v1/jobs:validate")) {
                            takesSpecification(operation, EXAMPLE);
                        }
                        if (path.equals("/api/v1/sweeps") || path.equals("/api/v1/sweeps:validate")) {
                            takesSpecification(operation, SWEEP);
                        }
                        if ("upload".equals(operation.getOperationId())) {
                            operation.setRequestBody(dataFile());
                        }
                    }));
        };
    }

    private static void takesSpecification(Operation operation, String example) {
        if (operation.getRequestBody() != null) {
            operation
                    .getRequestBody()
                    .required(true)
                    .content(new Content()
                            .addMediaType(
                                    "application/json",
                                    new MediaType().schema(new ObjectSchema()).example(example)));
        }
    }

    private static RequestBody dataFile() {
        return new RequestBody()
                .required(true)
                .description("HDF5 in the layout of SHD, or IDX; plain or gzip")
                .content(new Content()
                        .addMediaType(
                                "application/octet-stream",
                                new MediaType().schema(new StringSchema().format("binary"))));
    }

    private static void shownAsObject(OpenAPI document, String name, String... fields) {
        Schema<?> schema =
                Objects.requireNonNull(document.getComponents().getSchemas().get(name), name);
        for (String field : fields) {
            schema.addProperty(field, new ObjectSchema().description("a specification"));
        }
    }

    private static Schema<?> event() {
        return new ObjectSchema()
                .description("the fields of every event; each type adds its own")
                .addProperty("seq", new IntegerSchema().format("int64"))
                .addProperty("type", new StringSchema().example("metrics"))
                .addProperty("attempt", new IntegerSchema())
                .addProperty("time", new StringSchema().format("date-time"))
                .additionalProperties(true);
    }

    private static Schema<?> problem() {
        Schema<?> error = new ObjectSchema()
                .addProperty(
                        "pointer", new StringSchema().description("JSON pointer to the field; empty for the whole"))
                .addProperty("message", new StringSchema().description("what is wrong and how to mend it"));
        return new ObjectSchema()
                .addProperty("type", new StringSchema().format("uri"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema())
                .addProperty("code", new StringSchema().example("invalid-spec"))
                .addProperty("errors", new ArraySchema().items(error))
                .addProperty("incident", new StringSchema().description("with code internal-error: its id in the log"));
    }

    private static ApiResponse problemResponse() {
        return new ApiResponse()
                .description("refused or failed")
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }
}
