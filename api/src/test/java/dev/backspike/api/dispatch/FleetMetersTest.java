package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.WorkerApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServiceTest
class FleetMetersTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private MovableClock clock;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        service = new Service(port);
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        clock.forward(Duration.ofSeconds(2));
    }

    @Test
    void queuedJobsCountByTheReasonThatTheyWaitFor() {
        service.submit();
        service.submit(Specs.yinYang("resources", Map.of("device", "cuda")));
        clock.forward(Duration.ofSeconds(90));

        assertThat(queued("no-worker")).isEqualTo(2);
        assertThat(meters.get("backspike.queue.oldest").gauge().value()).isBetween(90.0, 100.0);

        lease(0);
        clock.forward(Duration.ofSeconds(2));

        assertThat(queued("no-worker")).isZero();
        assertThat(queued("workers-busy")).isEqualTo(1);
        assertThat(queued("no-worker-for-device")).isEqualTo(1);
    }

    @Test
    void connectedWorkersAndTheirFreeSlotsCountByDevice() {
        lease(3);

        assertThat(byDevice("backspike.workers", "cpu")).isEqualTo(1);
        assertThat(byDevice("backspike.workers", "cuda")).isZero();
        assertThat(byDevice("backspike.slots.free", "cpu")).isEqualTo(3);
    }

    @Test
    void attemptsThatEndedCountByOutcome() {
        service.submit();
        double before = ended("failed-numerics");
        AttemptId attempt = lease(1).getFirst();
        PlayedWorker worker = new PlayedWorker(api, "w");
        worker.tell(attempt, new Started("fake", 1, 1, 1));
        worker.tell(attempt, new Failed(FailureKind.NUMERICS, "loss-not-finite", "NaN"));

        assertThat(ended("failed-numerics")).isEqualTo(before + 1);
    }

    private List<AttemptId> lease(int freeSlots) {
        return api.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, freeSlots, List.of(), 0)).grants().stream()
                .map(grant -> grant.attempt())
                .toList();
    }

    private double queued(String reason) {
        return meters.get("backspike.queue.jobs").tag("reason", reason).gauge().value();
    }

    private double byDevice(String name, String device) {
        return meters.get(name).tag("device", device).gauge().value();
    }

    private double ended(String outcome) {
        return meters.get("backspike.attempts.ended")
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
