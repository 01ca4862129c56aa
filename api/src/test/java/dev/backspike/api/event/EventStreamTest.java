package dev.backspike.api.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.WorkerApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stream of a job's events: nothing lost, nothing twice, over any number of connections. */
@ServiceTest
class EventStreamTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi worker;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
    }

    private record Sent(long id, String type, JsonNode data) {}

    @Test
    void anEndedJobIsReplayedWholeAndTheStreamEnds() throws Exception {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("greeting", "grüß dich\nund \"alle\""), new Succeeded());

        List<Sent> sent = read(open(attempt.jobId().text(), null), Integer.MAX_VALUE);

        assertThat(sent).extracting(Sent::type).containsExactly("job.queued", "job.running", "note", "job.succeeded");
        assertThat(sent).extracting(Sent::id).containsExactly(1L, 2L, 3L, 4L);
        JsonNode note = sent.get(2).data();
        assertThat(note.path("message").asString()).isEqualTo("grüß dich\nund \"alle\"");
        assertThat(note.path("seq").asLong()).isEqualTo(3);
        assertThat(note.path("attempt").asInt()).isEqualTo(1);
        assertThat(Instant.parse(note.path("time").asString())).isNotNull();
    }

    @Test
    void eventsArriveWhileTheJobRuns() throws Exception {
        AttemptId attempt = start();
        try (InputStream stream = open(attempt.jobId().text(), null)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8));
            assertThat(read(lines, 2)).hasSize(2);
            for (int i = 1; i <= 5; i++) {
                report(attempt, i, new Noted("n", "live " + i));
                assertThat(read(lines, 1).getFirst().data().path("message").asString())
                        .isEqualTo("live " + i);
            }
        }
    }

    @Test
    void brokenConnectionsLoseAndRepeatNothing() throws Exception {
        AttemptId attempt = start();
        int notes = 1000;
        Thread reporting = Thread.ofVirtual().start(() -> {
            for (int i = 1; i <= notes; i += 4) {
                report(attempt, i, new Noted("n", "a"), new Noted("n", "b"), new Noted("n", "c"), new Noted("n", "d"));
            }
            report(attempt, notes + 1, new Succeeded());
        });

        List<Sent> received = new ArrayList<>();
        int connection = 0;
        while (received.isEmpty() || !received.getLast().type().equals("job.succeeded")) {
            Long last = received.isEmpty() ? null : received.getLast().id();
            try (InputStream stream = open(attempt.jobId().text(), last)) {
                received.addAll(read(stream, 1 + 37 * connection++ % 113));
            }
        }
        reporting.join();

        assertThat(connection).isGreaterThan(5);
        assertThat(received)
                .extracting(Sent::id)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, notes + 3)
                        .mapToObj(i -> (long) i)
                        .toList());
    }

    @Test
    void whoHasTheLastEventIsToldToStop() throws Exception {
        AttemptId attempt = start();
        report(attempt, 1, new Succeeded());

        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri("/api/v1/jobs/" + attempt.jobId() + "/stream?lastEventId=3"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x1", "-1", "3", "18446744073709551615"})
    void aLastEventIdThatNoEventOfTheJobHasIsABadParameter(String lastEventId) throws Exception {
        AttemptId attempt = start();

        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(uri("/api/v1/jobs/" + attempt.jobId() + "/stream"))
                        .header("Last-Event-ID", lastEventId)
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo("bad-parameter");
    }

    @Test
    void eventsAreChosenByTheirTypes() {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("n", "a"), new Noted("n", "b"));
        String events = "/api/v1/jobs/" + attempt.jobId() + "/events";

        assertThat(service.get(events + "?type=job.queued&type=job.running")
                        .path("events")
                        .valueStream()
                        .map(event -> event.path("type").asString()))
                .containsExactly("job.queued", "job.running");
        JsonNode second = service.get(events + "?type=note&after=3");
        assertThat(second.path("events")).hasSize(1);
        assertThat(second.at("/events/0/message").asString()).isEqualTo("b");
        assertThat(service.get(events).path("events"))
                .hasSize(service.job(attempt.jobId()).path("lastEvent").asInt());
        Service.problem(
                service.http().get().uri(events + "?type=checkpoints").exchange(),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
    }

    @Test
    void eventsAreReadInPagesToo() {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("n", "a"), new Noted("n", "b"), new Noted("n", "c"));

        List<Long> read = new ArrayList<>();
        JsonNode page = service.get("/api/v1/jobs/" + attempt.jobId() + "/events?limit=2");
        while (true) {
            page.path("events").forEach(event -> read.add(event.path("seq").asLong()));
            if (page.path("nextAfter").isNull()) {
                break;
            }
            page = service.get("/api/v1/jobs/" + attempt.jobId() + "/events?limit=2&after="
                    + page.path("nextAfter").asLong());
        }

        assertThat(read).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    private AttemptId start() {
        service.submit();
        return worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0))
                .grants()
                .getFirst()
                .attempt();
    }

    private void report(AttemptId attempt, long first, AttemptEvent... events) {
        List<SequencedEvent> sequence = new ArrayList<>();
        for (AttemptEvent event : events) {
            sequence.add(new SequencedEvent(first + sequence.size(), Instant.EPOCH, event));
        }
        worker.report(new Report(new WorkerName("w"), attempt, sequence));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private InputStream open(String id, @Nullable Long lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/jobs/" + id + "/stream"));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId.toString());
        }
        HttpResponse<InputStream> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).hasValue("no");
        return answer.body();
    }

    private static List<Sent> read(InputStream stream, int atMost) throws IOException {
        return read(new BufferedReader(new InputStreamReader(stream, UTF_8)), atMost);
    }

    private static List<Sent> read(BufferedReader lines, int atMost) throws IOException {
        List<Sent> events = new ArrayList<>();
        long id = 0;
        String type = "";
        String data = "";
        while (events.size() < atMost) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            if (line.startsWith("id:")) {
                id = Long.parseLong(line.substring(3));
            } else if (line.startsWith("event:")) {
                type = line.substring(6);
            } else if (line.startsWith("data:")) {
                data += line.substring(5);
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(new Sent(id, type, JSON.readTree(data)));
                data = "";
            }
        }
        return events;
    }
}
