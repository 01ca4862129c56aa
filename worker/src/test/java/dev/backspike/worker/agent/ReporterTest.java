package dev.backspike.worker.agent;

import static dev.backspike.worker.agent.ScriptedApi.Mishap.ANSWER_LOST;
import static dev.backspike.worker.agent.ScriptedApi.Mishap.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

class ReporterTest {

    private static final AttemptId ATTEMPT = ScriptedApi.attempt(1, 1);

    private final ScriptedApi api = new ScriptedApi();
    private final AttemptLease lease = new AttemptLease(ATTEMPT, System::nanoTime, System.nanoTime(), 60_000);
    private final Reporter reporter = new Reporter(api, new WorkerName("worker"), lease, Clock.systemUTC());

    @Test
    void deliversInOrderAndTogether() {
        reporter.start();
        List<AttemptEvent> events = report(20);
        reporter.finish();
        assertThat(api.events(ATTEMPT)).isEqualTo(events);
        assertThat(api.reports).hasSizeLessThan(20);
        assertThat(sequences()).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
    }

    @Test
    void nothingIsLostOrDoubledWhateverHappensOnTheWay() {
        api.reportMishaps.addAll(List.of(ANSWER_LOST, UNREACHABLE, ANSWER_LOST, ANSWER_LOST));
        reporter.start();
        List<AttemptEvent> events = report(10);
        api.until(() -> api.reports.size() >= 2);
        events = concat(events, report(10));
        reporter.finish();
        assertThat(api.events(ATTEMPT)).isEqualTo(events);
        assertThat(api.reportMishaps).isEmpty();
        assertThat(api.reports.getFirst().events())
                .as("sent again as it was")
                .isEqualTo(api.reports
                        .get(1)
                        .events()
                        .subList(0, api.reports.getFirst().events().size()));
    }

    @Test
    void longQueuesTravelInParts() {
        List<AttemptEvent> events = report(1201);
        reporter.start();
        reporter.finish();
        assertThat(api.events(ATTEMPT)).isEqualTo(events);
        assertThat(api.reports.stream().map(Report::events).map(List::size)).containsExactly(500, 500, 201);
    }

    @Test
    void aStaleAttemptWritesNothingMore() {
        api.stale.add(ATTEMPT);
        reporter.start();
        report(3);
        reporter.finish();
        assertThat(api.reports).hasSize(1);
        assertThat(lease.valid()).isFalse();
    }

    @Test
    void withoutTheAttemptNothingIsSent() {
        lease.revoke("lost");
        reporter.start();
        report(3);
        reporter.finish();
        assertThat(api.reports).isEmpty();
    }

    @Test
    void hearsThatTheAttemptIsToBeCancelled() {
        api.cancelInReports = true;
        reporter.start();
        report(1);
        reporter.finish();
        assertThat(lease.cancelled()).isTrue();
        assertThat(lease.valid()).isTrue();
    }

    @Test
    void onlyRefusalsAreFinal() {
        assertThat(ApiErrors.isRefusal(new RefusedException(ProblemCode.EVENT_GAP, "expected event 2")))
                .isTrue();
        assertThat(ApiErrors.isRefusal(error(HttpStatus.BAD_REQUEST))).isTrue();
        assertThat(ApiErrors.isRefusal(error(HttpStatus.CONTENT_TOO_LARGE))).isTrue();
        assertThat(ApiErrors.isRefusal(error(HttpStatus.TOO_MANY_REQUESTS))).isFalse();
        assertThat(ApiErrors.isRefusal(new IllegalStateException("database is starting")))
                .isFalse();
    }

    private static HttpClientErrorException error(HttpStatus status) {
        return HttpClientErrorException.create(status, "", HttpHeaders.EMPTY, new byte[0], null);
    }

    private List<AttemptEvent> report(int count) {
        List<AttemptEvent> events = IntStream.range(0, count)
                .<AttemptEvent>mapToObj(i -> new AttemptEvent.Noted("n", String.valueOf(i)))
                .toList();
        events.forEach(reporter::on);
        return events;
    }

    private List<Long> sequences() {
        return api.stored.getOrDefault(ATTEMPT, List.of()).stream()
                .map(SequencedEvent::sequence)
                .toList();
    }

    private static List<AttemptEvent> concat(List<AttemptEvent> first, List<AttemptEvent> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
