package dev.backspike.api.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServiceTest
class MetricApiTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi worker;

    private Service service;
    private String id;
    private AttemptId attempt;

    @BeforeEach
    void aJobWithTwoSeries() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
        id = service.submit();
        attempt = worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0))
                .grants()
                .getFirst()
                .attempt();
        worker.report(new Report(
                new WorkerName("w"),
                attempt,
                IntStream.rangeClosed(1, 20)
                        .mapToObj(i -> new SequencedEvent(
                                i,
                                Instant.EPOCH,
                                new Measured(
                                        i,
                                        10L * i,
                                        Map.of("train.loss", 1.0 / i, "a,b.loss", i == 3 ? Double.NaN : i))))
                        .toList()));
    }

    @Test
    void seriesAreColumns() {
        JsonNode metrics = service.get(path());

        assertThat(metrics.path("attempt").asInt()).isEqualTo(1);
        JsonNode loss = metrics.path("series").path(1);
        assertThat(loss.path("name").asString()).isEqualTo("train.loss");
        assertThat(loss.path("total").asInt()).isEqualTo(20);
        assertThat(loss.path("steps").path(19).asLong()).isEqualTo(200);
        assertThat(loss.path("epochs").path(19).asInt()).isEqualTo(20);
        assertThat(loss.path("values").path(19).asDouble()).isEqualTo(0.05);
    }

    @Test
    void seriesAreChosenAndThinned() {
        JsonNode series = service.get(path() + "?series=train.loss&points=5").path("series");

        assertThat(series).hasSize(1);
        assertThat(series.path(0).path("total").asInt()).isEqualTo(20);
        assertThat(series.path(0).path("values")).hasSize(5);
    }

    @Test
    void aRangeOfStepsIncludesItsEnds() {
        JsonNode loss =
                service.get(path() + "?series=train.loss&fromStep=50&toStep=80").at("/series/0");

        assertThat(loss.path("total").asInt()).isEqualTo(4);
        assertThat(loss.at("/steps/0").asLong()).isEqualTo(50);
        assertThat(loss.at("/steps/3").asLong()).isEqualTo(80);
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsABadParameter() {
        Service.problem(
                service.http().get().uri(path() + "?fromStep=5&toStep=4").exchange(),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
    }

    @Test
    void whatIsNotANumberIsNull() {
        assertThat(service.get(path()).at("/series/0/values/2").isNull()).isTrue();
    }

    @Test
    void csvHasEveryPoint() {
        String csv = service.http()
                .get()
                .uri(path())
                .accept(MediaType.valueOf("text/csv"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(csv).startsWith("series,step,epoch,value\n\"a,b.loss\",10,1,1.0\n");
        assertThat(Objects.requireNonNull(csv).lines())
                .hasSize(41)
                .contains("\"a,b.loss\",30,3,NaN", "train.loss,200,20,0.05");
    }

    @Test
    void tooFewPointsAreABadParameter() {
        Service.problem(
                service.http().get().uri(path() + "?points=2").exchange(), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @Test
    void aJobWithoutPointsHasNoSeries() {
        JsonNode metrics = service.get("/api/v1/jobs/" + service.submit() + "/metrics");

        assertThat(metrics.path("attempt").isNull()).isTrue();
        assertThat(metrics.path("series")).isEmpty();
    }

    @Test
    void otherSeriesMayFollowAtTheSameStep() {
        worker.report(new Report(
                new WorkerName("w"),
                attempt,
                List.of(
                        new SequencedEvent(21, Instant.EPOCH, new Measured(20, 200, Map.of("test.loss", 0.25))),
                        new SequencedEvent(22, Instant.EPOCH, new Measured(20, 200, Map.of("test.accuracy", 0.5))))));

        JsonNode series = service.get(path() + "?series=test.loss&series=test.accuracy&series=train.loss")
                .path("series");

        assertThat(series.valueStream().map(one -> one.path("name").asString()))
                .containsExactly("test.accuracy", "test.loss", "train.loss");
        assertThat(series.at("/0/steps/0").asLong()).isEqualTo(200);
        assertThat(series.at("/1/values/0").asDouble()).isEqualTo(0.25);
        assertThat(series.at("/2/total").asInt()).isEqualTo(20);
    }

    @Test
    void aPointThatAnEarlierReportHasBroughtIsRefused() {
        Report again = new Report(
                new WorkerName("w"),
                attempt,
                List.of(new SequencedEvent(
                        21, Instant.EPOCH, new Measured(20, 200, Map.of("x", 1.0, "train.loss", 0.5)))));

        assertThatThrownBy(() -> worker.report(again)).hasMessageContaining("duplicate-point");

        assertThat(service.get(path()).path("series")).hasSize(2);
    }

    private String path() {
        return "/api/v1/jobs/" + id + "/metrics";
    }
}
