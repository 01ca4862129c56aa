package dev.backspike.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The document says of every operation what it does and what it answers, and the service keeps to it. */
@ServiceTest
class OpenApiTest {

    @LocalServerPort
    private int port;

    private Service service;
    private JsonNode document;

    @BeforeEach
    void read() {
        service = new Service(port);
        document = service.get("/openapi");
    }

    @Test
    void everyOperationSaysWhatItDoesAndHasANameOfItsOwn() {
        List<String> names = new ArrayList<>();
        operations((path, operation) -> {
            names.add(operation.path("operationId").asString());
            assertThat(operation.path("summary").asString()
                            + operation.path("description").asString())
                    .as(path)
                    .isNotBlank();
        });

        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("createJob", "cancelJob", "getJobCheckpointContent", "redeliverWebhookDelivery");
    }

    @Test
    void everyOperationSaysWhatItAnswers() {
        operations((path, operation) -> {
            JsonNode responses = operation.path("responses");
            assertThat(responses.propertyNames()).as(path).contains("4XX", "5XX");
            responses.forEachEntry((status, response) -> response.path("content")
                    .forEach(media -> assertThat(media.path("schema").size())
                            .as(path + " " + status)
                            .isPositive()));
        });
    }

    @Test
    void everyJsonBodyHasAnExample() {
        operations((path, operation) -> {
            JsonNode asked = operation.at("/requestBody/content/application~1json");
            assertThat(asked.isMissingNode() || isShown(asked)).as(path).isTrue();
            operation.path("responses").forEachEntry((status, response) -> {
                JsonNode answered = response.path("content").path("application/json");
                assertThat(answered.isMissingNode() || isShown(answered))
                        .as(path + " " + status)
                        .isTrue();
            });
        });
    }

    private boolean isShown(JsonNode media) {
        String schema = media.at("/schema/$ref").asString("").replaceFirst("^#", "");
        return media.has("examples") || document.at(schema).has("example");
    }

    @Test
    void everyExampleIsOfTheSchemaOfItsName() {
        document.at("/components/examples")
                .forEachEntry((name, example) ->
                        assertThat(errors(name, example.path("value"))).as(name).isEmpty());
        for (String specification : List.of("JobSpecification", "SweepSpecification", "TokenSpecification")) {
            assertThat(errors(specification, document.at("/components/schemas/" + specification + "/example")))
                    .isEmpty();
        }
    }

    @Test
    void whatMayBeNullSaysSoAndTheRestIsRequired() {
        JsonNode job = document.at("/components/schemas/JobResource");

        assertThat(job.at("/properties/endedAt/type").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("string", "null");
        assertThat(job.at("/properties/id/type").asString()).isEqualTo("string");
        assertThat(job.path("required").valueStream().map(JsonNode::asString))
                .contains("id", "state", "endedAt")
                .doesNotContain("spec", "resolvedSpec");
    }

    @Test
    void answersAreOfTheirSchemas() {
        String job = service.submit();

        assertThat(errors("JobResource", service.job(job))).isEmpty();
        assertThat(errors("JobPage", service.get("/api/v1/jobs"))).isEmpty();
        assertThat(errors("EventPage", service.get("/api/v1/jobs/" + job + "/events")))
                .isEmpty();
        assertThat(errors("AttemptPage", service.get("/api/v1/jobs/" + job + "/attempts")))
                .isEmpty();
        assertThat(errors("LogPage", service.get("/api/v1/jobs/" + job + "/logs")))
                .isEmpty();
        assertThat(errors("Metrics", service.get("/api/v1/jobs/" + job + "/metrics")))
                .isEmpty();
    }

    private void operations(BiConsumer<String, JsonNode> check) {
        document.path("paths")
                .forEachEntry((path, item) ->
                        item.forEachEntry((method, operation) -> check.accept(method + " " + path, operation)));
    }

    private List<Error> errors(String schema, JsonNode value) {
        ObjectNode root = new JsonMapper().createObjectNode();
        root.put("$ref", "#/components/schemas/" + schema);
        root.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root)
                .validate(value);
    }
}
