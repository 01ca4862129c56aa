package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What operators and tools ask the service. */
@ServiceTest
class OperationsTest {

    @LocalServerPort
    private int port;

    private Service service;

    @BeforeEach
    void connect() {
        service = new Service(port);
    }

    @Test
    void healthIsUp() {
        assertThat(service.get("/actuator/health").path("status").asString()).isEqualTo("UP");
    }

    @Test
    void openApiNamesEveryPathAndTheProblems() {
        JsonNode document = service.get("/openapi");

        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/api/v1/jobs",
                        "/api/v1/jobs:validate",
                        "/api/v1/jobs/{id}",
                        "/api/v1/jobs/{id}:cancel",
                        "/api/v1/jobs/{id}/attempts",
                        "/api/v1/jobs/{id}/events",
                        "/api/v1/jobs/{id}/stream",
                        "/api/v1/jobs/{id}/metrics",
                        "/api/v1/jobs/{id}/model",
                        "/api/v1/sweeps",
                        "/api/v1/sweeps:validate",
                        "/api/v1/sweeps/{id}",
                        "/api/v1/sweeps/{id}:cancel",
                        "/api/v1/sweeps/{id}/runs",
                        "/api/v1/sweeps/{id}/results",
                        "/api/v1/datasets",
                        "/api/v1/datasets/{name}",
                        "/api/v1/datasets/{name}/files/{file}",
                        "/api/v1/workers")
                .doesNotContain("/error", "/api/v1/worker/lease", "/api/v1/worker/files/{sha256}");
        JsonNode upload = document.path("paths")
                .path("/api/v1/datasets/{name}/files/{file}")
                .path("put");
        assertThat(upload.at("/requestBody/content").propertyNames()).containsExactly("application/octet-stream");
        assertThat(document.at("/components/schemas/UploadedFile/properties").propertyNames())
                .contains("file", "reference", "sha256", "kind", "samples", "channels", "classes")
                .doesNotContain("storedAs");
    }

    @Test
    void theExamplesInOpenApiAreAccepted() {
        Map<String, String> schemas =
                Map.of("/api/v1/jobs", "JobSpecification", "/api/v1/sweeps", "SweepSpecification");
        schemas.forEach((path, schema) -> {
            String example = service.get("/openapi")
                    .at("/components/schemas/" + schema + "/example")
                    .toString();

            service.post(path, example).expectStatus().isCreated();
        });
    }

    @Test
    void metersNeverCarryAJobId() {
        String id = service.submit();

        String meters = Objects.requireNonNull(service.http()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());

        assertThat(meters)
                .contains(
                        "backspike_jobs{", "state=\"QUEUED\"", "backspike_jobs_submitted_total", "backspike_queue_wait")
                .contains("backspike_events_stored_total")
                .contains(
                        "backspike_reaper_last_success_seconds",
                        "backspike_reaper_leader",
                        "backspike_reaper_suspended")
                .doesNotContain(id);
    }

    @Test
    void aDatabaseThatIsInUseIsSaidInWords() {
        SQLException inUse = new SQLException("locked by: server.pid", "90020", 90020);

        FailureAnalysis analysis =
                new DatabaseInUseFailureAnalyzer().analyze(new IllegalStateException("start failed", inUse));

        assertThat(Objects.requireNonNull(analysis).getAction()).contains("BACKSPIKE_DATA_DIRECTORY");
    }
}
