package dev.backspike.api.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem.HttpMethod;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;

/** Completes every operation with a stable name, bodies, bounds, problems and examples. */
final class Operations implements OpenApiCustomizer {

    private static final String JSON = "application/json";

    /** Bodies that controllers read as text or as a stream, by path. */
    private static final Map<String, String> SPECIFICATIONS = Map.of(
            "/api/v1/jobs", "JobSpecification",
            "/api/v1/jobs:validate", "JobSpecification",
            "/api/v1/jobs/{id}:evaluate", "EvaluationSpecification",
            "/api/v1/jobs/{id}:predict", "PredictionSpecification",
            "/api/v1/jobs/{id}:record", "RecordingSpecification",
            "/api/v1/sweeps", "SweepSpecification",
            "/api/v1/sweeps:validate", "SweepSpecification",
            "/api/v1/tokens", "TokenSpecification",
            "/api/v1/webhooks", "WebhookRequest");

    @Override
    public void customise(OpenAPI document) {
        document.getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    operation.setOperationId(OperationNames.of(method.name(), path));
                    operation.setTags(List.of(OperationNames.collection(path)));
                    takesBody(operation, method, path);
                    if (operation.getParameters() != null) {
                        operation.getParameters().forEach(parameter -> bound(parameter, path));
                    }
                    if (operation.getRequestBody() != null) {
                        operation
                                .getRequestBody()
                                .getContent()
                                .values()
                                .forEach(media -> shows(media, document.getComponents()));
                    }
                    answers(operation.getResponses(), document.getComponents());
                }));
    }

    private static void takesBody(Operation operation, HttpMethod method, String path) {
        String specification = SPECIFICATIONS.get(path);
        if (method == HttpMethod.POST && specification != null) {
            operation.setRequestBody(new RequestBody()
                    .required(true)
                    .content(new Content()
                            .addMediaType(
                                    JSON, new MediaType().schema(OpenApiConfiguration.reference(specification)))));
        }
        if (method == HttpMethod.PUT) {
            operation.setRequestBody(new RequestBody()
                    .required(true)
                    .description("the file, unchanged")
                    .content(new Content()
                            .addMediaType(
                                    "application/octet-stream",
                                    new MediaType()
                                            .schema(OpenApiConfiguration.typed("string")
                                                    .format("binary")))));
        }
    }

    private static void bound(Parameter parameter, String path) {
        Schema<?> schema = parameter.getSchema();
        switch (parameter.getName()) {
            case "limit" ->
                schema.minimum(BigDecimal.ONE).maximum(new BigDecimal(path.endsWith("/events") ? 1000 : 200));
            case "points" -> schema.minimum(new BigDecimal(3)).maximum(new BigDecimal(100_000));
            case "after" -> schema.minimum(BigDecimal.ZERO);
            default -> {}
        }
    }

    private static void answers(ApiResponses responses, Components components) {
        responses.addApiResponse("4XX", problem("rejected: the request has an error, which the problem describes"));
        responses.addApiResponse("5XX", problem("failed: the service has an error, or is unavailable for now"));
        responses.forEach((status, response) -> {
            if (response.getContent() != null) {
                response.getContent().values().forEach(media -> shows(media, components));
            }
            if (status.equals("201")) {
                response.addHeaderObject(
                        "Location",
                        new Header().description("URL of the resource").schema(OpenApiConfiguration.typed("string")));
            }
        });
    }

    private static void shows(MediaType media, Components components) {
        String reference = media.getSchema() == null ? null : media.getSchema().get$ref();
        String name = reference == null ? "" : reference.substring(reference.lastIndexOf('/') + 1);
        if (components.getExamples().containsKey(name)) {
            media.addExamples(name, new Example().$ref("#/components/examples/" + name));
        }
    }

    private static ApiResponse problem(String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new JsonSchema().$ref("#/components/schemas/Problem"))));
    }
}
