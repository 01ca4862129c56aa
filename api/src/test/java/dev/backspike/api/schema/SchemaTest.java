package dev.backspike.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service publishes the schema of what it accepts. */
@ServiceTest
class SchemaTest {

    @LocalServerPort
    private int port;

    private Service service;

    @BeforeEach
    void connect() {
        service = new Service(port);
    }

    @Test
    void theSchemaOfAJobAcceptsWhatTheServiceAccepts() {
        JsonNode published = service.get("/api/v1/schema/job");
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(published);

        assertThat(schema.validate(new JsonMapper().readTree(Specs.yinYang()))).isEmpty();
        assertThat(schema.validate(service.job(service.submit()).path("resolvedSpec")))
                .isEmpty();
        assertThat(schema.validate(new JsonMapper().readTree("{\"dataset\": \"ying\"}")))
                .isNotEmpty();
    }

    @Test
    void theSchemaOfASweepAcceptsWhatTheServiceAccepts() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(service.get("/api/v1/schema/sweep"));
        JsonMapper json = new JsonMapper();

        try (Stream<Path> examples = Files.list(Path.of("../deploy/examples/sweeps"))) {
            assertThat(examples)
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(schema.validate(json.readTree(Files.readString(example))))
                            .isEmpty());
        }
        assertThat(schema.validate(json.readTree("{\"base\": {}, \"parameters\": {\"/x\": {\"value\": [1]}},"
                        + " \"objective\": {\"series\": \"test.loss\"}}")))
                .isNotEmpty();
    }

    @Test
    void theSchemaOfAWebhookNamesItsEvents() {
        JsonNode schema = service.get("/api/v1/schema/webhook");

        assertThat(schema.at("/properties/events/items/enum").valueStream().map(JsonNode::asString))
                .contains("job.succeeded", "job.failed");
        assertThat(schema.at("/required").valueStream().map(JsonNode::asString)).containsExactly("url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "sweep", "webhook"})
    void itSaysThatItIsASchema(String document) {
        service.http()
                .get()
                .uri("/api/v1/schema/" + document)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType("application/schema+json");
    }

    @Test
    void theOpenApiDocumentHasTheSameSchema() {
        JsonNode document = service.get("/openapi");

        assertThat(document.at("/components/schemas/JobSpecification/properties")
                        .propertyNames())
                .containsExactlyElementsOf(
                        service.get("/api/v1/schema/job").path("properties").propertyNames());
        assertThat(document.at("/components/schemas/JobTraining/properties/epochs/minimum")
                        .asInt())
                .isEqualTo(1);
    }
}
