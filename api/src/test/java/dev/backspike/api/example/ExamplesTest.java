package dev.backspike.api.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

@ServiceTest
class ExamplesTest {

    @LocalServerPort
    private int port;

    @Test
    void examplesAreJobsAndSweepsThatCanBeSubmitted() {
        Service service = new Service(port);
        JsonNode examples = service.get("/api/v1/examples").path("examples");

        assertThat(examples.valueStream()
                        .map(example -> example.path("kind").asString() + " "
                                + example.path("name").asString()))
                .contains("job yin-yang", "job shd-best", "sweep halving", "sweep yin-yang");
        for (JsonNode example : examples) {
            if (example.path("name").asString().equals("yin-yang")) {
                String path = example.path("kind").asString().equals("job") ? "jobs" : "sweeps";
                Service.json(
                        service.post(
                                "/api/v1/" + path + ":validate",
                                example.path("spec").toString()),
                        HttpStatus.OK);
            }
        }
    }
}
